import type { Event } from '../events/index.ts';
import { applyEvent } from '../fold/fold-run.ts';
import { createRunState, type RunState } from '../fold/state.ts';
import type { ShownStatus } from '../views/run-document.ts';
import { type ActionReader, createActionReader } from './actions-of.ts';
import { type Names, namesOf } from './names.ts';

/** One of two runs that are compared, or of two points of one. */
export interface RunSide {
  /** `RUN` or `RUN@SEQ`. */
  name: string;
  state: RunState;
  actions: ActionReader;
  names: Names;
  /** Where it is not the folded one: a run that nobody drives was interrupted. */
  status?: ShownStatus;
}

/** Reads a log once, for a comparison. @param name `RUN` or `RUN@SEQ`. */
export function runSide(name: string, events: Iterable<Event>): RunSide {
  const state = createRunState();
  const actions = createActionReader();
  for (const event of events) {
    applyEvent(state, event);
    actions.take(event);
  }
  return { name, state, actions, names: namesOf(state) };
}
