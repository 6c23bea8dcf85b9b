import type { JsonObject } from '../errors.ts';
import type { ThreadState } from '../fold/state.ts';
import { toUsd } from '../money.ts';
import { diffValues, type ValueChange } from './diff-values.ts';
import { plainly, type RunSide } from './side.ts';
import type { ThreadAction } from './thread-actions.ts';

/** How one thing of two runs stands. */
export type SideChange = 'same' | 'changed' | 'only_a' | 'only_b';

/** Absent where a run has no such thing. */
export interface Sides<T> {
  a?: T;
  b?: T;
}

/** The first action that is another one; of a run that did nothing more there, its side is absent. */
export interface Divergence {
  place: string;
  seq_a?: number;
  seq_b?: number;
  /** What kind of action it is: `call`, `result`, `step`, `card`, `end`; `thread` where only one run has the thread. */
  kind: ThreadAction['kind'] | 'thread';
  /** In words. */
  a?: string;
  b?: string;
}

/** One thread of two runs. */
export interface ThreadDiff {
  place: string;
  change: SideChange;
  outputs: ValueChange[];
  actions: { same: number; changed: number };
  first_divergence?: Divergence;
  cost_usd: Sides<number>;
  duration_ms: Sides<number>;
}

/** A thread of one of the runs, and what it did. */
export interface ThreadSide {
  side: RunSide;
  thread: ThreadState;
  actions: ThreadAction[];
}

export function sideOf(
  side: RunSide,
  place: string,
  actions: ReadonlyMap<string, ThreadAction[]>,
): ThreadSide | undefined {
  const thread = side.state.threads.get(side.state.byPlace.get(place) ?? '');
  return thread && { side, thread, actions: actions.get(place) ?? [] };
}

/** Compares what the threads at one place did, and what came of it. */
export function diffThread(
  place: string,
  { a, b }: { a: ThreadSide | undefined; b: ThreadSide | undefined },
): ThreadDiff {
  const numbers = {
    cost_usd: { ...(a && { a: toUsd(a.thread.account.own) }), ...(b && { b: toUsd(b.thread.account.own) }) },
    duration_ms: { ...durationOf('a', a), ...durationOf('b', b) },
  };
  if (!a || !b) {
    const only = (a ?? b) as ThreadSide;
    const seq = only.actions[0]?.seq;
    const divergence: Divergence = {
      place,
      kind: 'thread',
      ...(seq !== undefined && { [a ? 'seq_a' : 'seq_b']: seq }),
    };
    const actions = { same: 0, changed: only.actions.length };
    return { place, change: a ? 'only_a' : 'only_b', outputs: [], actions, first_divergence: divergence, ...numbers };
  }
  const outputs = diffValues(outcome(a.side, a.thread), outcome(b.side, b.thread));
  const actions = countActions(a.actions, b.actions);
  const divergence = firstDivergence(place, a.actions, b.actions);
  const isSame = outputs.length === 0 && divergence === undefined && a.thread.status === b.thread.status;
  return {
    place,
    change: isSame ? 'same' : 'changed',
    outputs,
    actions,
    ...(divergence && { first_divergence: divergence }),
    ...numbers,
  };
}

/** What a thread or a run gave back, in the words of both runs. */
export function outcome(side: RunSide, { outputs, result }: { outputs?: JsonObject; result?: string }): JsonObject {
  const given: JsonObject = { ...(outputs && { outputs }), ...(result !== undefined && { result }) };
  const text = JSON.stringify(given);
  const plain = plainly(text, side);
  return plain === text ? given : (JSON.parse(plain) as JsonObject);
}

function firstDivergence(
  place: string,
  a: readonly ThreadAction[],
  b: readonly ThreadAction[],
): Divergence | undefined {
  const at = a.findIndex((action, index) => action.key !== b[index]?.key);
  const index = at >= 0 ? at : a.length < b.length ? a.length : -1;
  if (index < 0) return undefined;
  const [was, is] = [a[index], b[index]];
  return {
    place,
    ...(was && { seq_a: was.seq }),
    ...(is && { seq_b: is.seq }),
    kind: (was ?? is)?.kind ?? 'end',
    ...(was && { a: was.what }),
    ...(is && { b: is.what }),
  };
}

/** How many actions both have, in whatever order, and how many the longer one has besides. */
function countActions(a: readonly ThreadAction[], b: readonly ThreadAction[]): { same: number; changed: number } {
  const left = new Map<string, number>();
  for (const { key } of a) left.set(key, (left.get(key) ?? 0) + 1);
  let same = 0;
  for (const { key } of b) {
    const count = left.get(key) ?? 0;
    if (count === 0) continue;
    left.set(key, count - 1);
    same += 1;
  }
  return { same, changed: Math.max(a.length, b.length) - same };
}

export function seqOf({ seq_a: a, seq_b: b }: Divergence): number {
  return a ?? b ?? Number.POSITIVE_INFINITY;
}

function durationOf(name: 'a' | 'b', side: ThreadSide | undefined): Sides<number> {
  const { startedAt, endedAt } = side?.thread ?? {};
  if (startedAt === undefined || endedAt === undefined) return {};
  return { [name]: Date.parse(endedAt) - Date.parse(startedAt) };
}
