import type { Event, EventType } from '../events/index.ts';
import { approvalHandlers } from './approval.ts';
import { boardHandlers } from './board.ts';
import { noteCheckpoint } from './checkpoint.ts';
import { fileHandlers } from './file-handlers.ts';
import { graphHandlers } from './graph.ts';
import type { Handlers } from './handlers.ts';
import { hookHandlers } from './hook-handlers.ts';
import { modelHandlers } from './model-handlers.ts';
import { runHandlers } from './run-handlers.ts';
import { createRunState, type RunState } from './state.ts';
import { threadHandlers } from './thread-handlers.ts';
import { toolHandlers } from './tool-handlers.ts';

/** Facts that stand in the log for readers, and change nothing of what is folded here. */
const noted = (): void => undefined;

/** One handler a type: a type without one does not compile. */
const handlers: Handlers<EventType> = {
  ...runHandlers,
  ...threadHandlers,
  ...modelHandlers,
  ...toolHandlers,
  ...fileHandlers,
  ...hookHandlers,
  ...approvalHandlers,
  ...boardHandlers,
  ...graphHandlers,
  branch_opened: noted,
  branch_returned: (state, event) => {
    const branch = state.threads.get(event.data.branch)?.branch;
    if (branch) branch.returned = { partial: event.data.partial };
  },
  checkpoint_saved: noteCheckpoint,
  memory_recorded: (state, { data: { item, call } }) => {
    state.memories.push({ item, ...(call !== undefined && { call }) });
  },
};

/**
 * Takes one more event into `state`, in place: the accumulator of a fold over a log that only grows.
 * @returns the same `state`
 */
export function applyEvent(state: RunState, event: Event): RunState {
  // The table is keyed by type, so the handler fits its event; the compiler cannot follow that through the union.
  (handlers[event.type] as (state: RunState, event: Event) => void)(state, event);
  state.seq = event.seq;
  state.lastAt = event.at;
  return state;
}

/** Folds a log, or the first part of one, into the state at its last event. */
export function foldRun(events: Iterable<Event>): RunState {
  const state = createRunState();
  for (const event of events) applyEvent(state, event);
  return state;
}
