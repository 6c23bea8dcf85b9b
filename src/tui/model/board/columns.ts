import { type Card, chainEnd, shippedBoard, type ThreadState, toUsd } from '#protocol';
import { type Filterable, matchesFilter, parseFilter } from '../filter.ts';
import { labelOf } from '../label-of.ts';
import type { Model, RunScreen } from '../model.ts';
import { paneRoom } from '../room.ts';
import { threadWord } from '../thread-word.ts';
import { wordContext } from '../word-context.ts';

/** Lines of a card: what it is, who works on it, at what cost, what its gate said, and one that keeps it apart. */
export const CARD_ROWS = 5;

/** Columns that are narrower than this say nothing; below the other width there is one. Unit: cells. */
const COLUMN_CELLS = 18;
const ONE_COLUMN_CELLS = 72;

/** The columns of the board, and those that cards stand in though the config has them no more. */
export function columnsOf({ board, run }: Model): string[] {
  const columns = [...(board.rules ?? shippedBoard).columns];
  for (const { column } of run?.feed.state.cards.values() ?? []) if (!columns.includes(column)) columns.push(column);
  return columns;
}

/** The columns that there is room for: a page of them, the one that has the cursor among them. */
export function shownColumns(model: Model): string[] {
  const all = columnsOf(model);
  const cells = paneRoom(model, 'board').columns + 2;
  const room = cells < ONE_COLUMN_CELLS ? 1 : Math.max(1, Math.floor(cells / COLUMN_CELLS));
  const at = Math.max(0, all.indexOf(model.board.column));
  const from = Math.max(0, Math.min(Math.floor(at / room) * room, all.length - room));
  return all.slice(from, from + room);
}

/** Cards of a column that can be seen at once. */
export function cardsHeight(model: Model): number {
  return Math.max(1, Math.floor((paneRoom(model, 'board').rows + 1) / CARD_ROWS));
}

/** The cards of a column that the filter leaves, in the order in which they were made. */
export function cardsIn(model: Model, column: string): Card[] {
  const { run, board } = model;
  if (!run) return [];
  const cards = [...run.feed.state.cards.values()].filter((card) => card.column === column);
  const terms = parseFilter(board.filter.text);
  if (terms.length === 0 || cards.length === 0) return cards;
  return cards.filter((card) => matchesFilter(terms, ofCard(card, model, run)));
}

/** The card that has the cursor. */
export function selectedCard({ run, board }: Model): Card | undefined {
  return run?.feed.state.cards.get(board.scroll.selected ?? '');
}

/** The thread that works on a card, or the one that goes on with its work. */
export function workerOf(run: RunScreen, card: Card): ThreadState | undefined {
  const { state } = run.feed;
  const worker = state.threads.get(card.worker);
  return worker && chainEnd(state, worker);
}

function ofCard(card: Card, model: Model, run: RunScreen): Filterable {
  const worker = workerOf(run, card);
  return {
    text: `${card.id} ${card.title} ${worker ? labelOf(worker) : ''}`.toLowerCase(),
    state: worker ? threadWord(worker, wordContext(run, model.nowMs)) : '',
    model: worker?.model ?? '',
    spendUsd: worker ? toUsd(worker.account.own) : 0,
  };
}
