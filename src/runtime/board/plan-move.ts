import type { BoardRules, Card, JsonObject, RunState } from '#protocol';

/** What a wish to move a card says. */
export interface MoveWish {
  card: string;
  to: string;
  /** Red gates are not to hold it. */
  force: boolean;
  note?: string;
}

/** What moving a card comes to before any gate is asked: where it goes, through which columns, or why it stays. */
export type MovePlan = { card: Card; from: string; to: string; way: readonly string[] } | { refused: string };

/** A wish as anybody can leave it in an inbox; undefined where it says too little. */
export function readMoveWish(args: JsonObject | undefined): MoveWish | undefined {
  const { card, to, force, note } = args ?? {};
  if (typeof card !== 'string' || typeof to !== 'string') return undefined;
  return {
    card,
    to: to.toUpperCase(),
    force: force === true,
    ...(typeof note === 'string' && note !== '' && { note }),
  };
}

/** Decides from the state and the rules alone. The way is empty where the card is sent back. */
export function planMove(state: RunState, { columns }: BoardRules, { card: id, to, note }: MoveWish): MovePlan {
  const card = state.cards.get(id);
  if (!card) return { refused: `there is no card ${id}; ${cardsText(state)}` };
  const from = card.column;
  const [at, target] = [columns.indexOf(from), columns.indexOf(to)];
  if (target < 0) return { refused: `there is no column ${to}; the columns are ${columns.join(', ')}` };
  if (target === at) return { refused: `${id} is in ${to} already` };
  if (target < at && note === undefined) return { refused: `a card is sent back with a reason, and there is none` };
  return { card, from, to, way: columns.slice(at + 1, target + 1) };
}

function cardsText({ cards }: RunState): string {
  return cards.size === 0 ? 'none was made' : `there are ${[...cards.keys()].join(', ')}`;
}
