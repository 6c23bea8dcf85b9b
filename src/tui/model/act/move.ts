import type { Model } from '../model.ts';
import { listHeight } from '../reflow.ts';
import { type Scroll, select } from '../scroll.ts';
import { type Step, still } from '../step.ts';
import { type Move, rowsOf } from './movement.ts';
import { scrollPane } from './scroll-pane.ts';

/** Moves the selection of the list in view, or scrolls the pane that has the keys. */
export function move(model: Model, by: Move): Step {
  const isList = model.pane === 'runs' || model.pane === 'threads';
  return still(isList ? moveSelection(model, by) : scrollPane(model, model.pane, by));
}

/** Selects another thread: what the detail pane shows begins anew. */
export function selectThread(model: Model, scroll: Scroll): Model {
  const { run } = model;
  if (!run) return model;
  const detail = run.scroll.selected === scroll.selected ? run.detail : { ...run.detail, follow: true, top: 0 };
  return { ...model, run: { ...run, scroll, detail } };
}

function moveSelection(model: Model, by: Move): Model {
  const { runs, run } = model;
  if (model.view === 'runs') {
    const ids = runs.rows.map(({ run_id }) => run_id);
    const scroll = moved(ids, runs.scroll, by, listHeight(model, 'runs'));
    return { ...model, runs: { ...runs, detailTop: 0, scroll } };
  }
  if (!run) return model;
  const ids = run.rows.map(({ id }) => id);
  return selectThread(model, moved(ids, run.scroll, by, listHeight(model, 'threads')));
}

function moved(ids: readonly string[], scroll: Scroll, by: Move, height: number): Scroll {
  return select(ids, scroll, Math.max(0, Math.min(ids.length - 1, scroll.index + rowsOf(by, height))), height);
}
