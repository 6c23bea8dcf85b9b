import { cardDetailLines } from '../../views/board/card-detail.ts';
import { rowsOf } from '../act/movement.ts';
import { cardsHeight, cardsIn, columnsOf, selectedCard, workerOf } from '../board/columns.ts';
import type { Model } from '../model.ts';
import { paneRoom } from '../room.ts';
import { keepSelected, within } from '../scroll.ts';
import { nothingSelected, type Step, still } from '../step.ts';
import { ancestorsOf } from '../tree.ts';
import type { Screen } from './screen.ts';

/** View 3: the cards of the open run. Its list is the column that has the cursor. */
export const boardScreen: Screen = {
  panes: ['board', 'card'],
  missing: ({ run }) => (run ? undefined : 'no run is open'),
  ids: (model) => cardsIn(model, model.board.column).map(({ id }) => id),
  scroll: ({ board }) => board.scroll,
  withScroll: (model, scroll) => ({ ...model, board: { ...model.board, scroll, detailTop: 0 } }),
  height: cardsHeight,
  filter: ({ board }) => board.filter,
  withFilter: (model, filter) => ({ ...model, board: { ...model.board, filter } }),
  matches: (model) => cardsIn(model, model.board.column).map((_card, index) => index),
  reflow,
  open,
  scrollText(model, by) {
    const room = paneRoom(model, 'card');
    const most = Math.max(0, cardDetailLines(model, room.columns).length - Math.max(1, room.rows));
    const detailTop = within(model.board.detailTop + rowsOf(by, room.rows), most);
    return { ...model, board: { ...model.board, detailTop } };
  },
  text: (model, columns) => ({ name: 'card', lines: cardDetailLines(model, columns) }),
};

/** The selected card stays selected where it was moved to another column: the cursor goes with it. */
function reflow(model: Model): Model {
  const { board } = model;
  if (!model.run) return model;
  const columns = columnsOf(model);
  const own = selectedCard(model)?.column;
  const isSeen = own !== undefined && cardsIn(model, own).some(({ id }) => id === board.scroll.selected);
  const column = isSeen ? own : columns.includes(board.column) ? board.column : (columns[0] ?? '');
  const ids = cardsIn(model, column).map(({ id }) => id);
  const from = column === board.column ? board.scroll : { ...board.scroll, top: board.tops.get(column) ?? 0 };
  return { ...model, board: { ...board, column, scroll: keepSelected(ids, from, cardsHeight(model)) } };
}

/** View 2, at the thread that works on the card. */
function open(model: Model): Step {
  const { run } = model;
  const card = selectedCard(model);
  const worker = run && card && workerOf(run, card);
  if (!run || !worker) return nothingSelected(model);
  const above = new Set(ancestorsOf(run.feed.state, worker.id));
  return still({
    ...model,
    view: 'threads',
    pane: 'threads',
    zoomed: false,
    run: {
      ...run,
      folded: new Set([...run.folded].filter((id) => !above.has(id))),
      filter: { text: '' },
      scroll: { selected: worker.id, index: 0, top: 0 },
      detail: { ...run.detail, follow: true, top: 0 },
    },
  });
}
