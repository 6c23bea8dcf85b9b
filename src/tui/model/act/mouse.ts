import type { Pane } from '../../keys/entry.ts';
import { paneAt } from '../../layout/pane-at.ts';
import type { MouseEvent } from '../../mouse/read-mouse.ts';
import { bannerOf } from '../banner.ts';
import type { Model } from '../model.ts';
import { reflow } from '../reflow.ts';
import { layoutOfModel } from '../room.ts';
import { screenOf } from '../screens/screens.ts';
import { selectRow } from './move.ts';
import { scrollPane } from './scroll-pane.ts';

/** Lines that a step of the wheel goes over. */
const STEP = 3;

/** Header and tabs. */
const HEAD_ROWS = 2;

/** The wheel scrolls the pane that is under it, a press selects the row; nothing more can be done by mouse. */
export function pointAt(model: Model, { kind, column, row }: MouseEvent): Model {
  // A report that nobody asked for is text that looks like one.
  if (!model.mouse || model.overlays.length > 0 || model.prompt) return model;
  const top = HEAD_ROWS + (bannerOf(model) === undefined ? 0 : 1);
  const found = paneAt(layoutOfModel(model), { column, row: row - top });
  const screen = screenOf(model);
  const pane = screen.panes.find((name) => name === found?.name);
  if (!found || pane === undefined) return model;
  const [list] = screen.panes;
  if (kind === 'press') return press(model, pane, { list, row: found.row });
  const rows = kind === 'wheelUp' ? -STEP : STEP;
  return pane === list ? selectRow(model, screen.scroll(model).index + rows) : scrollPane(model, pane, { rows });
}

/** A list has its frame and the names of its columns above the first row. */
function press(model: Model, pane: Pane, { list, row }: { list: Pane; row: number }): Model {
  const focused = reflow({ ...model, pane });
  if (pane !== list || row < 2) return focused;
  const screen = screenOf(focused);
  const index = screen.scroll(focused).top + row - 2;
  return index < screen.ids(focused).length ? selectRow(focused, index) : focused;
}
