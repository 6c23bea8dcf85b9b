import type { Pane } from '../../keys/table.ts';
import { paneSize } from '../../layout/layout.ts';
import type { Model } from '../model.ts';
import { layoutOfModel, reflow } from '../reflow.ts';
import { doing, nothingSelected, type Step, say, still } from '../step.ts';
import { clearFilter, isFiltered } from './filter-list.ts';

/** Shows another view. */
export function showView(model: Model, view: 'runs' | 'threads'): Step {
  if (view === 'threads' && !model.run) {
    const selected = model.runs.scroll.selected;
    return selected === undefined ? still(say(model, 'no run is open', 'info')) : openRun(model, selected);
  }
  return still(reflow({ ...model, view, pane: view, zoomed: false }));
}

/** Opens the selected run, or the selected thread in full. */
export function open(model: Model): Step {
  if (model.view === 'runs') {
    const { selected } = model.runs.scroll;
    return selected === undefined ? nothingSelected(model) : openRun(model, selected);
  }
  return still(reflow({ ...model, pane: 'detail', zoomed: true }));
}

/** One step back: a filter, then a pane, then the view. */
export function back(model: Model): Step {
  if (model.zoomed || model.pane !== model.view) {
    return still(reflow({ ...model, pane: model.view, zoomed: false }));
  }
  if (isFiltered(model)) return still(clearFilter(model));
  return model.view === 'threads' ? showView(model, 'runs') : still(model);
}

/** Leaves the view; from the top, the cockpit. */
export function leave(model: Model): Step {
  const atTop = model.view === 'runs' && !model.zoomed && model.pane === 'runs';
  return atTop
    ? doing(model, { kind: 'quit' })
    : back(isFiltered(model) && model.pane === model.view ? clearFilter(model) : model);
}

/** Gives the keys to the next pane that is shown and has some. */
export function nextPane(model: Model, direction: 1 | -1): Step {
  const layout = layoutOfModel(model.zoomed ? { ...model, zoomed: false } : model);
  const order: readonly Pane[] = model.view === 'runs' ? ['runs', 'run'] : ['threads', 'detail', 'events'];
  const shown = order.filter((name) => paneSize(layout, name) !== undefined);
  const at = shown.indexOf(model.pane);
  const pane = shown[(at + direction + shown.length) % shown.length] ?? model.pane;
  return still(reflow({ ...model, pane }));
}

/** The pane that has the keys alone, or all of them. */
export function zoom(model: Model, zoomed: boolean): Step {
  return still(reflow({ ...model, zoomed }));
}

function openRun(model: Model, runId: string): Step {
  if (model.run?.runId === runId) return still(reflow({ ...model, view: 'threads', pane: 'threads', zoomed: false }));
  return doing(model, { kind: 'openRun', runId });
}
