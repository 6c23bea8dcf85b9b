import {
  applyEvent,
  costText,
  createRunState,
  describeEvent,
  durationText,
  type Event,
  type EventType,
  type RunState,
  runCost,
} from '#protocol';

/** What is worth a line while a run goes on; the rest is in the log. */
const SHOWN: ReadonlySet<EventType> = new Set([
  'run_started',
  'run_recovered',
  'run_completed',
  'run_failed',
  'run_cancelled',
  'thread_created',
  'thread_waiting',
  'thread_completed',
  'thread_failed',
  'thread_cancelled',
  'tool_call_failed',
  'tool_call_denied',
  'tool_call_interrupted',
  'model_call_failed',
  'retry_scheduled',
  'limit_reached',
  'artifact_written',
  'file_written',
  'data_written',
  'budget_raised',
]);

/**
 * Turns the events of a run into plain lines: since when, what it cost so far, and what happened, indented by depth.
 * @param before Events that were there before; they are folded, not shown.
 */
export function createLiveLines(
  write: (line: string) => void,
  before: readonly Event[] = [],
): (events: Event[]) => void {
  const state = createRunState();
  for (const event of before) applyEvent(state, event);
  let startedMs: number | undefined;
  return (events) => {
    for (const event of events) {
      applyEvent(state, event);
      startedMs ??= Date.parse(event.at);
      if (!SHOWN.has(event.type)) continue;
      const since = durationText(Date.parse(event.at) - startedMs).padStart(8);
      write(
        `${since}  ${costText(runCost(state).usd, state.started?.simulated === true).padStart(20)}  ${'  '.repeat(depthOf(state, event))}${describeEvent(state, event)}\n`,
      );
    }
  };
}

function depthOf(state: RunState, event: Event): number {
  return event.type.startsWith('run_') ? 0 : (state.threads.get(event.thread)?.depth ?? 0);
}
