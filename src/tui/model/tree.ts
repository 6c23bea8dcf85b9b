import type { RunState, ThreadState } from '#protocol';

/** A line of the tree of threads. */
export interface TreeRow {
  /** The thread; of a step of a graph, the thread and the step after a `#`. */
  id: string;
  thread: string;
  /** The step of a graph that the line is of: its place in the walk's visits. */
  visit?: number;
  depth: number;
  /** For each level from 1 to `depth`: whether the thread on the way there is the last of its siblings. */
  last: readonly boolean[];
  children: number;
  folded: boolean;
  /** False for a row that is shown because one below it matches the filter. */
  matches: boolean;
}

/** What of a tree is shown. */
export interface TreeShape {
  folded: ReadonlySet<string>;
  /** Absent: every thread. */
  matches?: (thread: ThreadState) => boolean;
}

/**
 * The lines of the tree, parents before children, in the order of creation: it never changes, so nothing moves under the
 * cursor. With a filter, what matches is shown with all above it, folded or not.
 */
export function flattenTree(state: RunState, { folded, matches }: TreeShape): TreeRow[] {
  const shown = matches && withAncestors(state, matches);
  const rows: TreeRow[] = [];
  const visit = (thread: ThreadState, last: readonly boolean[]): void => {
    const children = threadsOf(state, thread.children, shown);
    // A filter is for threads: a step is none.
    const steps = shown ? [] : (thread.graph?.visits ?? []);
    if (steps.length > 0) {
      visitGraph(thread, children, last);
      return;
    }
    const isFolded = !shown && folded.has(thread.id) && children.length > 0;
    rows.push({
      id: thread.id,
      thread: thread.id,
      depth: last.length,
      last,
      children: children.length,
      folded: isFolded,
      matches: shown ? shown.get(thread.id) === true : true,
    });
    if (isFolded) return;
    const before = [...last, false];
    for (const [index, child] of children.entries()) {
      visit(child, index === children.length - 1 ? [...last, true] : before);
    }
  };
  /** A graph has its steps below it, and below each step the threads that it made. */
  const visitGraph = (thread: ThreadState, children: readonly ThreadState[], last: readonly boolean[]): void => {
    const visits = thread.graph?.visits ?? [];
    const isFolded = folded.has(thread.id);
    const row = { thread: thread.id, matches: true };
    rows.push({ ...row, id: thread.id, depth: last.length, last, children: visits.length, folded: isFolded });
    if (isFolded) return;
    const below = childrenByVisit(visits, children);
    for (const [nth] of visits.entries()) {
      const made = below.get(nth) ?? [];
      const id = `${thread.id}${STEP}${nth}`;
      const lastHere = [...last, nth === visits.length - 1];
      const isClosed = folded.has(id) && made.length > 0;
      rows.push({
        ...row,
        id,
        visit: nth,
        depth: lastHere.length,
        last: lastHere,
        children: made.length,
        folded: isClosed,
      });
      if (isClosed) continue;
      for (const [index, child] of made.entries()) visit(child, [...lastHere, index === made.length - 1]);
    }
  };
  for (const thread of state.threads.values()) {
    if (thread.parent === undefined && (!shown || shown.has(thread.id))) visit(thread, []);
  }
  return rows;
}

/** Between a thread and a step of it in the id of a row. */
const STEP = '#';

/** The thread that a row is of. */
export function threadOfRow(id: string | undefined): string {
  return id?.split(STEP, 1)[0] ?? '';
}

/** The threads of a graph by the visit that made them, as their calls tell. */
function childrenByVisit(
  visits: readonly { step: number }[],
  children: readonly ThreadState[],
): Map<number, ThreadState[]> {
  const byVisit = new Map<number, ThreadState[]>();
  for (const child of children) {
    const step = Number(/^g(\d+)/.exec(child.spawnedBy ?? '')?.[1] ?? 0);
    const at = Math.max(
      0,
      visits.findLastIndex((each) => each.step === step),
    );
    byVisit.set(at, [...(byVisit.get(at) ?? []), child]);
  }
  return byVisit;
}

/** The ids on the way from a thread up to its root, the thread left out. */
export function* ancestorsOf(state: RunState, row: string): Generator<string> {
  const id = threadOfRow(row);
  if (id !== row) yield id;
  for (let at = state.threads.get(id)?.parent; at !== undefined; at = state.threads.get(at)?.parent) yield at;
}

/** The thread and everything below it. */
export function* subtreeOf(state: RunState, id: string): Generator<ThreadState> {
  const thread = state.threads.get(id);
  if (!thread) return;
  yield thread;
  for (const child of thread.children) yield* subtreeOf(state, child);
}

/** Which threads are shown: true for a match, false for one above a match. */
function withAncestors(state: RunState, matches: (thread: ThreadState) => boolean): Map<string, boolean> {
  const shown = new Map<string, boolean>();
  for (const thread of state.threads.values()) {
    if (!matches(thread)) continue;
    shown.set(thread.id, true);
    for (const id of ancestorsOf(state, thread.id)) {
      if (shown.has(id)) break;
      shown.set(id, false);
    }
  }
  return shown;
}

function threadsOf(state: RunState, ids: readonly string[], shown: ReadonlyMap<string, boolean> | undefined) {
  const threads: ThreadState[] = [];
  for (const id of ids) {
    const thread = state.threads.get(id);
    if (thread && (!shown || shown.has(id))) threads.push(thread);
  }
  return threads;
}
