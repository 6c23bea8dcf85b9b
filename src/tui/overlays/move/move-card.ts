import { close, leaves, type OverlayEvent, type Step, stay } from '../step.ts';

/** A question before a card goes to the next column. */
export interface MoveCard {
  kind: 'moveCard';
  runId: string;
  /** Card id. */
  card: string;
  from: string;
  to: string;
  /** The gate held it when the question was asked: then `y` moves it in spite of it. */
  isRed: boolean;
  /** `disarmed`: something else was typed, so a `y` in it would be no answer. */
  said: 'nothing' | 'disarmed';
}

/**
 * `enter` lets the gate say whether the card moves. Where it was red, a typed `y` moves the card all the same, which is
 * recorded as forced; after any other character it does nothing.
 */
export function updateMoveCard(asked: MoveCard, event: OverlayEvent): Step<MoveCard> {
  if (event.kind === 'paste') return stay(asked);
  const { key } = event;
  const { runId, card, to, isRed, said } = asked;
  if (leaves(key) || (key.text === 'n' && said !== 'disarmed')) return close();
  const wish = { kind: 'move_card' as const, card, to };
  if (key.name === 'enter') return close({ kind: 'steer', runId, wish });
  if (key.text === undefined || key.ctrl || key.meta) return stay(asked);
  if (key.text === 'y' && said !== 'disarmed')
    return close({ kind: 'steer', runId, wish: isRed ? { ...wish, force: true } : wish });
  return stay({ ...asked, said: 'disarmed' });
}
