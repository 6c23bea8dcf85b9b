import type { Model } from '../model.ts';
import { listHeight } from '../room.ts';
import { screenOf } from '../screens/screens.ts';
import { select } from '../scroll.ts';
import { type Step, still } from '../step.ts';
import { type Move, rowsOf } from './movement.ts';
import { scrollPane } from './scroll-pane.ts';

/** Moves the selection of the list in view, or scrolls the pane that has the keys. */
export function move(model: Model, by: Move): Step {
  const [list] = screenOf(model).panes;
  return still(model.pane === list ? moveSelection(model, by) : scrollPane(model, model.pane, by));
}

function moveSelection(model: Model, by: Move): Model {
  const screen = screenOf(model);
  const scroll = screen.scroll(model);
  const height = screen.height?.(model) ?? listHeight(model, screen.panes[0]);
  return selectRow(model, scroll.index + rowsOf(by, height));
}

/** Selects a row of the list in view by its index, the nearest one where there is none. */
export function selectRow(model: Model, index: number): Model {
  const screen = screenOf(model);
  const ids = screen.ids(model);
  const height = screen.height?.(model) ?? listHeight(model, screen.panes[0]);
  return screen.withScroll(model, select(ids, screen.scroll(model), within(index, ids.length - 1), height));
}

function within(index: number, last: number): number {
  return Math.max(0, Math.min(last, index));
}
