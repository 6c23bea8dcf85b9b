import {
  applyEvent,
  createRunState,
  describeEvent,
  durationText,
  type Event,
  type EventType,
  oneLine,
  type RunState,
  runCost,
  threadDocument,
  usdText,
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

export interface LiveLines {
  /** Takes what the log held before; it is folded, not shown. */
  opened(events: readonly Event[]): void;
  events(events: readonly Event[]): void;
  /** To be called now and then: where nothing was written since, says what the threads are in the middle of. */
  stillAtWork(): void;
}

/** Turns events into plain lines: since when, what the run cost so far, and what happened, indented by depth. */
export function createLiveLines(write: (line: string) => void): LiveLines {
  const state = createRunState();
  let startedMs: number | undefined;
  let wrote = true;
  const opened = (events: readonly Event[]): void => {
    for (const event of events) applyEvent(state, event);
  };
  const shown = (events: readonly Event[]): void => {
    for (const event of events) {
      applyEvent(state, event);
      startedMs ??= Date.parse(event.at);
      if (!SHOWN.has(event.type)) continue;
      const since = durationText(Date.parse(event.at) - startedMs).padStart(8);
      wrote = true;
      write(
        `${since}  ${spentText(state).padStart(12)}  ${'  '.repeat(depthOf(state, event))}${describeEvent(state, event)}\n`,
      );
    }
  };
  const stillAtWork = (): void => {
    const busy = [...state.threads.values()].flatMap((thread) => {
      const { doing } = threadDocument(state, thread);
      return doing
        ? [`${thread.place.split('/').at(-1)} ${doing.kind === 'model' ? 'asks' : 'calls'} ${doing.name}`]
        : [];
    });
    if (!wrote && busy.length > 0)
      write(`${' '.repeat(8)}  ${spentText(state).padStart(12)}  ${oneLine(busy.join(', '), 100)}\n`);
    wrote = false;
  };
  return { opened, events: shown, stillAtWork };
}

/** Short, for a column: what is simulated says so in three letters. */
function spentText(state: RunState): string {
  return `${state.started?.simulated ? 'sim ' : ''}${usdText(runCost(state).usd)}`;
}

function depthOf(state: RunState, event: Event): number {
  return event.type.startsWith('run_') ? 0 : (state.threads.get(event.thread)?.depth ?? 0);
}
