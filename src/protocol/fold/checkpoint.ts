import type { EventOf } from '../events/index.ts';
import type { RunState } from './state.ts';

/** A point of a run's history that a thread has named. */
export interface Checkpoint {
  name: string;
  summary: string;
  nextActions: string[];
  /** Who saved it, and how many turns it had then. */
  thread: string;
  turns: number;
  seq: number;
  /** ISO 8601. */
  at: string;
  /** The thread and the tool call that saved it. */
  call?: string;
}

/** Takes a checkpoint in; one of a name that is taken stands beside the earlier one. */
export function noteCheckpoint(state: RunState, event: EventOf<'checkpoint_saved'>): void {
  const { name, summary, next_actions: nextActions, call } = event.data;
  const turns = state.threads.get(event.thread)?.turns.length ?? 0;
  state.checkpoints.push({
    name,
    summary,
    nextActions,
    thread: event.thread,
    turns,
    seq: event.seq,
    at: event.at,
    ...(call !== undefined && { call }),
  });
}
