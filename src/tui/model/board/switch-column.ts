import type { Model } from '../model.ts';
import { select } from '../scroll.ts';
import { type Step, still } from '../step.ts';
import { cardsHeight, cardsIn, columnsOf } from './columns.ts';

/** Gives the cursor to the column beside; there it stands at the same height. */
export function switchColumn(model: Model, by: 1 | -1): Step {
  const { board } = model;
  const columns = columnsOf(model);
  const column = columns[columns.indexOf(board.column) + by];
  if (column === undefined) return still(model);
  const { index, top } = board.scroll;
  const tops = new Map(board.tops).set(board.column, top);
  const there = { index: 0, top: tops.get(column) ?? 0 };
  const ids = cardsIn(model, column).map(({ id }) => id);
  const scroll = select(ids, there, there.top + index - top, cardsHeight(model));
  return still({ ...model, board: { ...board, column, scroll, tops, detailTop: 0 } });
}
