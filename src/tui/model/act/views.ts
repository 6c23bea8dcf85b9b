import type { Action } from '../../keys/entry.ts';
import { paneSize } from '../../layout/layout.ts';
import type { Model, View } from '../model.ts';
import { reflow } from '../reflow.ts';
import { layoutOfModel } from '../room.ts';
import { screenOf, screens } from '../screens/screens.ts';
import { doing, type Step, say, still } from '../step.ts';
import { timeOf } from '../travel/time-of.ts';
import { clearFilter, isFiltered } from './filter-list.ts';
import { openRun } from './open-run.ts';
import { toNow } from './travel.ts';

/** Shows another view. */
export function showView(model: Model, view: View): Step {
  const { panes, missing } = screens[view];
  const why = missing?.(model);
  if (why === undefined) return still(reflow({ ...model, view, pane: panes[0], zoomed: false }));
  // The run that is selected is the one that is meant.
  const { selected } = model.runs.scroll;
  const { [view]: action } = OF_A_RUN;
  if (selected === undefined || action === undefined) return still(say(model, why));
  const { model: next, effects } = openRun(model, selected);
  return view === 'threads' ? { model: next, effects } : doing(next, ...effects, { kind: 'act', action });
}

/** The views of a run, and what shows them once it has been opened at its threads. */
const OF_A_RUN: Readonly<Partial<Record<View, Action>>> = {
  threads: 'viewThreads',
  board: 'viewBoard',
  log: 'viewLog',
  files: 'viewFiles',
};

/** Does what enter does to the selected row. */
export function open(model: Model): Step {
  const { model: opened, effects } = screenOf(model).open(model);
  return { model: reflow(opened), effects };
}

/** One step back: a filter, then a pane, then the view. */
export function back(model: Model): Step {
  if (timeOf(model) === 'history') return toNow(model);
  const [list] = screenOf(model).panes;
  if (model.zoomed || model.pane !== list) return still(reflow({ ...model, pane: list, zoomed: false }));
  if (isFiltered(model)) return still(clearFilter(model));
  return model.view === 'runs' ? still(model) : showView(model, screenOf(model).above?.(model) ?? ABOVE[model.view]);
}

/** Where a view leads back to. */
const ABOVE: { readonly [V in Exclude<View, 'runs'>]: View } = {
  threads: 'runs',
  log: 'threads',
  files: 'threads',
  diff: 'runs',
  board: 'threads',
};

/** Leaves the view; from the top, the cockpit. */
export function leave(model: Model): Step {
  if (timeOf(model) === 'history') return toNow(model);
  const atTop = model.view === 'runs' && !model.zoomed && model.pane === 'runs';
  const [list] = screenOf(model).panes;
  return atTop
    ? doing(model, { kind: 'quit' })
    : back(isFiltered(model) && model.pane === list ? clearFilter(model) : model);
}

/** Gives the keys to the next pane that is shown and has some. */
export function nextPane(model: Model, direction: 1 | -1): Step {
  const layout = layoutOfModel(model.zoomed ? { ...model, zoomed: false } : model);
  const shown = screenOf(model).panes.filter((name) => paneSize(layout, name) !== undefined);
  const at = shown.indexOf(model.pane);
  const pane = shown[(at + direction + shown.length) % shown.length] ?? model.pane;
  return still(reflow({ ...model, pane }));
}

/** The pane that has the keys alone, or all of them. */
export function zoom(model: Model, zoomed: boolean): Step {
  return still(reflow({ ...model, zoomed }));
}
