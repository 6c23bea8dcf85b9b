import type { boardEvents } from '../events/board-events.ts';
import type { Handlers } from './handlers.ts';

/** A task on the board of a run. */
export interface Card {
  /** `c1`, `c2`, … in the order in which they were made. */
  id: string;
  title: string;
  column: string;
  artifacts: string[];
  /** Thread that made it. */
  by: string;
  /** The thread and the tool call that made it. */
  call?: string;
  /** When it came to its column; ISO 8601. */
  since: string;
  /** Why it was sent back, the newest last. */
  notes: { from: string; to: string; note: string; at: string }[];
  /** The last word of a gate that it stands before. */
  red?: { gate: string; detail: string };
}

export const boardHandlers: Handlers<keyof typeof boardEvents> = {
  card_created(state, { thread, at, data }) {
    const { card: id, title, column, artifacts, call } = data;
    const card = { id, title, column, artifacts, by: thread, since: at, notes: [] };
    state.cards.set(id, { ...card, ...(call !== undefined && { call }) });
  },
  card_moved(state, { at, data: { card, to } }) {
    const moved = state.cards.get(card);
    if (!moved) return;
    moved.column = to;
    moved.since = at;
    delete moved.red;
  },
  card_returned(state, { at, data: { card, from, to, note } }) {
    const returned = state.cards.get(card);
    if (!returned) return;
    returned.column = to;
    returned.since = at;
    returned.notes.push({ from, to, note, at });
    delete returned.red;
  },
  gate_passed(state, { data: { card } }) {
    const passed = state.cards.get(card);
    if (passed) delete passed.red;
  },
  gate_failed(state, { data: { card, gate, detail } }) {
    const stopped = state.cards.get(card);
    if (stopped) stopped.red = { gate, detail };
  },
};
