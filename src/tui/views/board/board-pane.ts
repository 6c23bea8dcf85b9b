import { CARD_ROWS, cardsHeight, cardsIn, columnsOf, shownColumns } from '../../model/board/columns.ts';
import type { Model, RunScreen } from '../../model/model.ts';
import { box, type Line, lineOf, type Size, sanitize, wrap } from '../../text/index.ts';
import { cardCell } from './card-cell.ts';

/** The board, a frame a column: only the cards that are seen are made. */
export function boardPane(model: Model, size: Size): Line[] {
  const { run, board, glyphs, pane } = model;
  const frame = { title: 'Board', focused: pane === 'board' };
  if (!run) return box(frame, [], size, glyphs);
  if (run.feed.state.cards.size === 0) return box(frame, emptyLines(model, run, size.columns - 2), size, glyphs);
  const shown = shownColumns(model);
  const all = columnsOf(model);
  const boxes = shown.map((column, nth) => {
    const columns = Math.floor(size.columns / shown.length) + (nth < size.columns % shown.length ? 1 : 0);
    const cards = cardsIn(model, column);
    const right = shown.length > 1 || all.length === 1 ? '' : `h/l column ${all.indexOf(column) + 1} of ${all.length}`;
    const isHere = column === board.column;
    const height = cardsHeight(model);
    const top = isHere ? board.scroll.top : Math.min(board.tops.get(column) ?? 0, Math.max(0, cards.length - height));
    // Which of the cards are seen, where not all are.
    const more = cards.length > height ? `${top + 1}-${Math.min(cards.length, top + height)}` : '';
    const lines = cards.slice(top, top + height).flatMap((card) => cardCell(model, run, card, columns - 2));
    return box(
      { title: `${column} ${cards.length}`, right: more === '' ? right : more, focused: pane === 'board' && isHere },
      lines.slice(0, height * CARD_ROWS),
      { columns, rows: size.rows },
      glyphs,
    );
  });
  return Array.from({ length: size.rows }, (_, row) => boxes.flatMap((lines) => lines[row] ?? []));
}

function emptyLines({ board }: Model, { feed }: RunScreen, columns: number): Line[] {
  const text =
    feed.phase === 'loading'
      ? 'reading the run'
      : 'No cards yet: a thread of the run makes one with rye/board/card_create (docs/board.md).';
  const problem = board.problem === undefined ? [] : wrap(sanitize(board.problem), columns - 2);
  return [text, ...problem].flatMap((line) => wrap(line, columns - 2)).map((line) => lineOf(` ${line}`));
}
