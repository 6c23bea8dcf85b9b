import type { RunRow } from '#app';
import type { RunState, ThreadState } from '#protocol';
import { layoutOf, type PaneName, paneSize } from '../layout/layout.ts';
import type { Size } from '../text/index.ts';
import { runWord } from '../views/runs/run-word.ts';
import { bannerOf } from './banner.ts';
import { type Filterable, matchesFilter, parseFilter } from './filter.ts';
import { FilteredThread } from './filtered-thread.ts';
import type { Model, RunScreen } from './model.ts';
import { keepSelected } from './scroll.ts';
import { threadWord, type WordContext } from './thread-word.ts';
import { ancestorsOf, flattenTree } from './tree.ts';

/** The layout of the model's screen. */
export function layoutOfModel(model: Model) {
  return layoutOf({
    size: model.size,
    view: model.view,
    banner: bannerOf(model) !== undefined,
    ...(model.zoomed && { zoomed: model.pane }),
  });
}

/** The room inside of a pane's frame, none where it is not shown. */
export function paneRoom(model: Model, name: PaneName): Size {
  const size = paneSize(layoutOfModel(model), name);
  return { columns: Math.max(0, (size?.columns ?? 0) - 2), rows: Math.max(0, (size?.rows ?? 0) - 2) };
}

/** Rows of a list that are seen: the first line of its pane names the columns. */
export function listHeight(model: Model, name: 'runs' | 'threads'): number {
  return Math.max(1, paneRoom(model, name).rows - 1);
}

/** Brings rows and selections in line with feeds, filters, folds and size. */
export function reflow(model: Model): Model {
  const runs = reflowRuns(model);
  return runs.run ? { ...runs, run: reflowRun(runs, runs.run) } : runs;
}

/** What a word depends on, for the threads of a run. */
export function wordContext(run: RunScreen, nowMs: number): WordContext {
  const asking = new Set([...run.facts.asks.values()].map(({ thread }) => thread));
  return { state: run.feed.state, facts: run.facts, nowMs, driven: run.feed.holder?.alive === true, asking };
}

function reflowRuns(model: Model): Model {
  const { runs, project } = model;
  const terms = parseFilter(runs.filter.text);
  const { only } = runs.filter;
  const isFiltered = terms.length > 0 || only !== undefined;
  const rows = isFiltered
    ? project.rows.filter((row) => isShown(row, only) && matchesFilter(terms, ofRun(row)))
    : project.rows;
  const ids = rows.map(({ run_id }) => run_id);
  return { ...model, runs: { ...runs, rows, scroll: keepSelected(ids, runs.scroll, listHeight(model, 'runs')) } };
}

function reflowRun(model: Model, run: RunScreen): RunScreen {
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

function isShown(row: RunRow, only: 'failed' | 'waiting' | undefined): boolean {
  if (only === 'failed') return row.status === 'error' || row.status === 'lost' || row.status === 'interrupted';
  return (
    only === undefined ||
    row.out_of_money === true ||
    row.status === 'paused' ||
    row.status === 'blocked' ||
    row.status === 'interrupted'
  );
}

function isWanted(word: string, only: 'failed' | 'waiting'): boolean {
  if (only === 'failed') return word === 'FAIL' || word === 'budget';
  return word === 'ASK' || word === 'budget' || word === 'paused';
}

function ofRun(row: RunRow): Filterable {
  return {
    text: `${row.run_id} ${row.item ?? ''}`.toLowerCase(),
    state: runWord(row),
    model: '',
    spendUsd: row.cost_usd,
  };
}
