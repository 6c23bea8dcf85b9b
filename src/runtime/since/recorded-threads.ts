import type { Effect, Event, JsonObject, RunState } from '#protocol';

/** One call of a recorded thread that a tool answered. */
export interface RecordedToolCall {
  callId: string;
  tool: string;
  input: JsonObject;
  effect: Effect;
  /** The last end of it; absent where none was recorded. */
  end?: Extract<Event, { type: 'tool_call_completed' | 'tool_call_failed' }>;
  /** What it wrote. */
  files: Extract<Event, { type: 'artifact_written' | 'data_written' | 'file_written' }>[];
}

/** What is known of one thread of a recorded run beyond its fold. */
export interface RecordedThread {
  /** In order. */
  events: Event[];
  calls: Map<string, RecordedToolCall>;
  /** What surrounded its model calls, see `model_call_started`. */
  frames: Set<string>;
  /** In USD, what its own model calls cost, wherever that was paid, by the seq of their ends. */
  costs: { seq: number; usd: number }[];
}

/** The events of a run, sorted out by thread. */
export function recordedThreads(events: readonly Event[], state: RunState): Map<string, RecordedThread> {
  const threads = new Map<string, RecordedThread>();
  for (const id of state.threads.keys())
    threads.set(id, { events: [], calls: new Map(), frames: new Set(), costs: [] });
  for (const event of events) {
    const thread = threads.get(event.thread);
    if (!thread) continue;
    thread.events.push(event);
    note(thread, event);
  }
  return threads;
}

function note(thread: RecordedThread, event: Event): void {
  switch (event.type) {
    case 'model_call_started':
      if (event.data.frame !== undefined) thread.frames.add(event.data.frame);
      return;
    case 'model_call_completed': {
      const { cost_usd: paid, saved_usd: saved = 0 } = event.data;
      thread.costs.push({ seq: event.seq, usd: paid || saved });
      return;
    }
    case 'model_call_failed': {
      const { cost_usd: paid = 0, unsettled_usd: unsettled = 0 } = event.data;
      if (paid + unsettled > 0) thread.costs.push({ seq: event.seq, usd: paid + unsettled });
      return;
    }
    case 'tool_call_started':
      thread.calls.set(event.call_id ?? '', { ...event.data, callId: event.call_id ?? '', files: [] });
      return;
    case 'tool_call_completed':
    case 'tool_call_failed': {
      const call = thread.calls.get(event.call_id ?? '');
      if (call) call.end = event;
      return;
    }
    case 'artifact_written':
    case 'data_written':
    case 'file_written':
      thread.calls.get(event.call_id ?? '')?.files.push(event);
      return;
    default:
  }
}

/** A thread and all below it, parents first. */
export function subtreeOf(state: RunState, id: string): string[] {
  return [id, ...(state.threads.get(id)?.children ?? []).flatMap((child) => subtreeOf(state, child))];
}
