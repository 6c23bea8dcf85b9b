import type { Model, RunScreen } from '../model.ts';
import { reflow } from '../reflow.ts';
import { type Step, still } from '../step.ts';
import { selectRow } from './move.ts';

/** Folds the selected thread; one that cannot be folded any more gives the selection to its parent. */
export function fold(model: Model): Step {
  const { run } = model;
  const row = run?.rows[run.scroll.index];
  if (!run || !row) return still(model);
  if (row.children > 0 && !row.folded) return still(withFolded(model, run, new Set([...run.folded, row.id])));
  // The nearest row above that is less deep: a step of a graph stands between a thread and its parent.
  const at = run.rows.slice(0, run.scroll.index).findLastIndex(({ depth }) => depth < row.depth);
  if (at < 0) return still(model);
  return still(selectRow(model, at));
}

/** Unfolds the selected thread. */
export function unfold(model: Model): Step {
  const { run } = model;
  const { selected } = run?.scroll ?? {};
  if (!run || selected === undefined || !run.folded.has(selected)) return still(model);
  return still(withFolded(model, run, new Set([...run.folded].filter((id) => id !== selected))));
}

/** Folds every thread that has others below it. */
export function foldAll(model: Model): Step {
  const { run } = model;
  if (!run) return still(model);
  const parents = [...run.feed.state.threads.values()].filter(({ children }) => children.length > 0);
  return still(withFolded(model, run, new Set(parents.map(({ id }) => id))));
}

/** Unfolds every thread. */
export function unfoldAll(model: Model): Step {
  return still(model.run ? withFolded(model, model.run, new Set()) : model);
}

function withFolded(model: Model, run: RunScreen, folded: ReadonlySet<string>): Model {
  return reflow({ ...model, run: { ...run, folded } });
}
