import type { RunState, ThreadState } from '#protocol';
import { detailLines } from '../../views/threads/detail/detail-lines.ts';
import { rowsOf } from '../act/movement.ts';
import { matchesFilter, parseFilter } from '../filter.ts';
import { FilteredThread } from '../filtered-thread.ts';
import type { Model, RunScreen } from '../model.ts';
import { listHeight, paneRoom } from '../room.ts';
import { keepSelected, select, topOfList, within } from '../scroll.ts';
import { still } from '../step.ts';
import { threadWord } from '../thread-word.ts';
import { ancestorsOf, flattenTree } from '../tree.ts';
import { wordContext } from '../word-context.ts';
import type { Screen } from './screen.ts';

/** View 2: the threads of the open run. */
export const threadsScreen: Screen = {
  panes: ['threads', 'detail', 'events'],
  missing: ({ run }) => (run ? undefined : 'no run is open'),
  ids: ({ run }) => run?.rows.map(({ id }) => id) ?? [],
  scroll: ({ run }) => run?.scroll ?? topOfList,
  withScroll(model, scroll) {
    const { run } = model;
    if (!run) return model;
    const detail = run.scroll.selected === scroll.selected ? run.detail : { ...run.detail, follow: true, top: 0 };
    // Whoever moves looks for nothing any more.
    const { seek: _sought, ...rest } = model;
    return { ...rest, run: { ...run, scroll, detail } };
  },
  filter: ({ run }) => run?.filter ?? { text: '' },
  withFilter: (model, filter) => (model.run ? { ...model, run: { ...model.run, filter } } : model),
  matches: ({ run }) => run?.rows.flatMap((row, index) => (row.matches ? [index] : [])) ?? [],
  reflow(model) {
    if (!model.run) return model;
    const sought = soughtThread(model, model.run);
    const run = reflow(model, sought ? unfolded(model.run, sought) : model.run);
    const at = sought ? run.rows.findIndex(({ id }) => id === sought) : -1;
    if (at < 0) return { ...model, run };
    const ids = run.rows.map(({ id }) => id);
    return threadsScreen.withScroll({ ...model, run }, select(ids, run.scroll, at, listHeight(model, 'threads')));
  },
  open: (model) => still({ ...model, pane: 'detail', zoomed: true }),
  scrollText(model, by) {
    const { run } = model;
    if (!run) return model;
    const room = paneRoom(model, 'detail');
    const most = Math.max(0, detailLines(model, room.columns).length - room.rows);
    const from = run.detail.follow ? most : Math.min(run.detail.top, most);
    const top = within(from + rowsOf(by, room.rows), most);
    return { ...model, run: { ...run, detail: { ...run.detail, top, follow: top === most } } };
  },
  text: (model, columns) => ({ name: model.run?.detail.tab ?? 'output', lines: detailLines(model, columns) }),
};

/** The thread that is to be selected, once the run's log has it. */
function soughtThread({ seek }: Model, run: RunScreen): string | undefined {
  return seek?.runId === run.runId && run.feed.state.threads.has(seek.thread) ? seek.thread : undefined;
}

/** With nothing folded that hides a thread. */
function unfolded(run: RunScreen, thread: string): RunScreen {
  const above = new Set(ancestorsOf(run.feed.state, thread));
  if (![...run.folded].some((id) => above.has(id))) return run;
  return { ...run, folded: new Set([...run.folded].filter((id) => !above.has(id))) };
}

function reflow(model: Model, run: RunScreen): RunScreen {
  const { state } = run.feed;
  const terms = parseFilter(run.filter.text);
  const { only } = run.filter;
  const words = wordContext(run, model.nowMs);
  const matches = (thread: ThreadState): boolean =>
    (only === undefined || isWanted(threadWord(thread, words), only)) &&
    matchesFilter(terms, new FilteredThread(thread, words));
  const isFiltered = terms.length > 0 || only !== undefined;
  // Without a filter, only births and folds change which rows there are.
  const { shape } = run;
  const threads = state.threads.size;
  const steps = stepCount(state);
  const same =
    !isFiltered &&
    shape?.state === state &&
    shape.threads === threads &&
    shape.steps === steps &&
    shape.folded === run.folded;
  const rows = same ? run.rows : flattenTree(state, { folded: run.folded, ...(isFiltered && { matches }) });
  const ids = rows.map(({ id }) => id);
  const { selected } = run.scroll;
  const instead = selected === undefined ? [] : ancestorsOf(state, selected);
  const next = {
    ...run,
    rows,
    matching: isFiltered ? rows.filter((row) => row.matches).length : threads,
    scroll: keepSelected(ids, run.scroll, listHeight(model, 'threads'), instead),
  };
  if (isFiltered) delete next.shape;
  else next.shape = { state, threads, steps, folded: run.folded };
  return next;
}

/** Steps that all graphs of a run have taken. */
function stepCount(state: RunState): number {
  let count = 0;
  for (const { graph } of state.threads.values()) count += graph?.visits.length ?? 0;
  return count;
}

function isWanted(word: string, only: 'failed' | 'waiting'): boolean {
  if (only === 'failed') return word === 'FAIL' || word === 'budget';
  return word === 'ASK' || word === 'budget' || word === 'paused';
}
