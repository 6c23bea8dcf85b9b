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
  /** The thread and the tool call that moved it on last. */
  movedBy?: string;
  /** When it came to its column; ISO 8601. */
  since: string;
  /** Why it was sent back, the newest last. */
  notes: { from: string; to: string; note: string; at: string }[];
  /** The last word of a gate that it stands before. */
  red?: { gate: string; detail: string };
  /** Where it has been, from the first column on. */
  path: CardStop[];
  /** The last word of each gate that was asked about it, by column. */
  gates: Map<string, { isGreen: boolean; detail: string; at: string }>;
  /** Thread that made, moved or returned it last: who works on it. */
  worker: string;
}

/** A column that a card came to. */
export interface CardStop {
  column: string;
  /** ISO 8601. */
  at: string;
  /** Who brought it there from outside; absent: a thread. */
  by?: string;
  /** Its gates were red, and did not hold it. */
  forced?: boolean;
}

export const boardHandlers: Handlers<keyof typeof boardEvents> = {
  card_created(state, { thread, at, data }) {
    const { card: id, title, column, artifacts, call } = data;
    const card = { id, title, column, artifacts, by: thread, since: at, notes: [], worker: thread };
    const begun = { path: [{ column, at }], gates: new Map() };
    state.cards.set(id, { ...card, ...begun, ...(call !== undefined && { call }) });
  },
  card_moved(state, { thread, at, data: { card, to, by, forced, call } }) {
    const moved = state.cards.get(card);
    if (!moved) return;
    arrive(moved, { column: to, at, ...(by !== undefined && { by }), ...(forced && { forced: true }) }, thread);
    if (call === undefined) delete moved.movedBy;
    else moved.movedBy = call;
  },
  card_returned(state, { thread, at, data: { card, from, to, note, by } }) {
    const returned = state.cards.get(card);
    if (!returned) return;
    arrive(returned, { column: to, at, ...(by !== undefined && { by }) }, thread);
    returned.notes.push({ from, to, note, at });
  },
  gate_passed(state, { at, data: { card, gate, detail = '' } }) {
    const passed = state.cards.get(card);
    if (!passed) return;
    delete passed.red;
    passed.gates.set(gate, { isGreen: true, detail, at });
  },
  gate_failed(state, { at, data: { card, gate, detail } }) {
    const stopped = state.cards.get(card);
    if (!stopped) return;
    stopped.red = { gate, detail };
    stopped.gates.set(gate, { isGreen: false, detail, at });
  },
};

/** Whoever moves it from outside does not work on it. */
function arrive(card: Card, stop: CardStop, thread: string): void {
  card.column = stop.column;
  card.since = stop.at;
  card.path.push(stop);
  if (stop.by === undefined) card.worker = thread;
  delete card.red;
}
