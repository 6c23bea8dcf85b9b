import {
  applyEvent,
  conversationOf,
  createRunState,
  type Event,
  type EventData,
  type Message,
  type RunState,
  type TakenOver,
  type ThreadState,
} from '#protocol';

/** One model call of a recorded run: what was asked, and what came of it. */
export interface RecordedCall {
  turn: number;
  attempt: number;
  started: EventData<'model_call_started'>;
  system: string;
  /** Names of the tools that were offered. */
  tools: string[];
  messages: Message[];
  end?:
    | { kind: 'completed'; data: EventData<'model_call_completed'>; origin: TakenOver }
    | { kind: 'failed'; data: EventData<'model_call_failed'> };
}

/** A recorded run, as it is needed to answer in its model's place. */
export interface Recording {
  runId: string;
  /** The calls of each thread in order, by its place. */
  calls: Map<string, RecordedCall[]>;
  /** How the run was left. */
  state: RunState;
}

/** Folds a run's events, and keeps for each model call the conversation as it stood when it was asked. */
export function recordedCalls(events: readonly Event[]): Recording {
  const state = createRunState();
  const calls = new Map<string, RecordedCall[]>();
  for (const event of events) {
    if (event.type === 'model_call_started') {
      const thread = state.threads.get(event.thread);
      if (thread) listFor(calls, thread.place).push(callOf(thread, event.data));
    }
    applyEvent(state, event);
    if (event.type !== 'model_call_completed' && event.type !== 'model_call_failed') continue;
    const call = calls.get(state.threads.get(event.thread)?.place ?? '')?.at(-1);
    if (call && event.type === 'model_call_completed') {
      const origin = event.taken_over ?? { run: state.runId, seq: event.seq };
      call.end = { kind: 'completed', data: event.data, origin };
    }
    if (call && event.type === 'model_call_failed') call.end = { kind: 'failed', data: event.data };
  }
  return { runId: state.runId, calls, state };
}

function callOf(thread: ThreadState, started: EventData<'model_call_started'>): RecordedCall {
  const messages = conversationOf(thread);
  return {
    turn: turnOf(messages),
    attempt: started.attempt,
    started,
    system: thread.context?.system ?? '',
    tools: thread.context?.tools ?? [],
    messages,
  };
}

/** Which turn a conversation is asked to go on with. Those that a continuation carries over count: a request shows no more. */
export function turnOf(messages: readonly Message[]): number {
  return messages.filter(({ role }) => role === 'assistant').length + 1;
}

function listFor(calls: Map<string, RecordedCall[]>, place: string): RecordedCall[] {
  const list = calls.get(place) ?? [];
  calls.set(place, list);
  return list;
}
