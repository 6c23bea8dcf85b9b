import { type Event, endsRun, foldRun, isEventType, type StoreReader } from '#protocol';
import type { AppContext } from './app-context.ts';
import { UsageError } from './errors.ts';
import { openProject } from './open-project.ts';
import { findThread, readRun } from './read-run.ts';

/** Which events are wanted; an absent key lets all through. */
export interface LogFilter {
  thread?: string;
  type?: string;
}

/** An event with the one commit whose tree first holds it. */
export type LoggedEvent = Event & { commit?: string };

/** The events of a run, oldest first. @throws {RyeError} unknown run, thread or type */
export async function readLog(context: AppContext, run: string, filter: LogFilter = {}): Promise<LoggedEvent[]> {
  const { project, runId, state, events } = await readRun(context, run);
  const commits = new Map((await project.store.commits(runId)).map(({ seq, commit }) => [seq, commit]));
  const thread = filter.thread === undefined ? undefined : findThread(state, filter.thread).id;
  const matches = matcher(filter, thread);
  return events.filter(matches).map((event) => {
    const commit = commits.get(event.seq);
    return { ...event, ...(commit !== undefined && { commit }) };
  });
}

/**
 * Every event from the first on, and then as they are appended, until the run ends, nobody drives it any more, or
 * `signal` aborts. `shown` says
 * whether the filter lets it through: whoever folds them needs the others too.
 */
export async function* followLog(
  context: AppContext,
  runId: string,
  filter: LogFilter,
  signal: AbortSignal,
): AsyncIterable<{ event: Event; shown: boolean }> {
  const { store } = await openProject(context);
  const state = foldRun(await store.read(runId));
  const matches = matcher(filter, filter.thread === undefined ? undefined : findThread(state, filter.thread).id);
  const stop = new AbortController();
  void untilUndriven(context, store, runId, stop.signal).then(() => stop.abort());
  try {
    for await (const events of store.watch(runId, { from: 1, signal: AbortSignal.any([signal, stop.signal]) })) {
      for (const event of events) yield { event, shown: matches(event) };
      if (events.slice(-1).some(endsRun)) stop.abort();
    }
  } finally {
    stop.abort();
  }
}

/** Resolves when nobody has driven the run for a while: nothing more will be appended until somebody resumes it. */
async function untilUndriven(
  context: AppContext,
  store: StoreReader,
  runId: string,
  signal: AbortSignal,
): Promise<void> {
  for (let looks = 0; looks < 2 && !signal.aborted; ) {
    await context.clock.sleep(UNDRIVEN_LOOK_MS, signal);
    looks = (await store.holder(runId))?.alive ? 0 : looks + 1;
  }
}

/** Between two looks at whether somebody drives a run that is followed, in ms. */
const UNDRIVEN_LOOK_MS = 1000;

function matcher({ type }: LogFilter, thread: string | undefined): (event: Event) => boolean {
  const types = type?.split(',').map((each) => each.trim());
  const unknown = types?.find((each) => !isEventType(each));
  if (unknown !== undefined) {
    throw new UsageError(
      `There is no event type "${unknown}".`,
      'The types stand in docs/format.md; `rye log RUN` shows those of a run.',
    );
  }
  return (event) =>
    (types === undefined || types.includes(event.type)) && (thread === undefined || event.thread === thread);
}
