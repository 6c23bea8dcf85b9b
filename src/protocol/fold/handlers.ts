import type { EventOf, EventType } from '../events/index.ts';
import type { RunState, ThreadState } from './state.ts';

/** What each event of these types does to the state, in place. */
export type Handlers<T extends EventType> = { [K in T]: (state: RunState, event: EventOf<K>) => void };

/** The thread of an event. Its creation stands earlier in every log, so a miss is a broken log. */
export function threadOf(state: RunState, event: { thread: string; seq: number; type: string }): ThreadState {
  const thread = state.threads.get(event.thread);
  if (!thread)
    throw new Error(`event ${event.seq} (${event.type}) names thread ${event.thread}, which was never created`);
  return thread;
}

/** How much of a thread was taken over. */
export function takenOver(thread: ThreadState): NonNullable<ThreadState['takenOver']> {
  thread.takenOver ??= {
    modelCalls: 0,
    toolCalls: 0,
    usage: { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0 },
  };
  return thread.takenOver;
}
