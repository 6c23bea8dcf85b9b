import { diffRuns, type Event, foldRun, newRunId, type RunState, RyeError, runSide, type ValueDiff } from '#protocol';
import { type RuntimePorts, startRun } from '#runtime';
import type { AppContext } from '../app-context.ts';
import { createPorts } from '../create-ports.ts';
import { UsageError } from '../errors.ts';
import { findItem } from '../find-item.ts';
import { openProject, type Project } from '../open-project.ts';
import { readPoint, readUpTo } from '../run-point.ts';
import { refuseRedacted } from './base-inputs.ts';

/** How today’s definitions did against a recorded run. */
export interface TestedRun {
  run_id: string;
  item: string;
  ok: boolean;
  /** What differs, in words; empty where nothing does. */
  reasons: string[];
  /** Requests and calls that the recorded run does not know. */
  misses: { place: string; what: string }[];
  /** Outputs that differ: `a` is the recorded one. */
  outputs: ValueDiff[];
  threads: number;
  duration_ms: number;
}

/**
 * Runs the item of a recorded run again, from today’s definitions and with the same inputs; the recorded run answers in the
 * model’s place and in that of the tools. Nothing is asked, called or kept.
 * @param point `RUN` or `RUN@SEQ`.
 * @throws {RyeError} the run cannot be gone by: unknown, unfinished, pruned, or with an input that held a secret
 */
export async function testRun(context: AppContext, point: string, interrupt: AbortSignal): Promise<TestedRun> {
  const project = await openProject(context);
  const { runId, ...at } = await readPoint(project.store, point);
  const events = await readUpTo(project.store, { runId, ...at });
  const recorded = foldRun(events);
  const started = startedOf(runId, recorded);
  refuseRedacted(runId, started.inputs);
  const beganMs = context.clock.now();
  const tested = { run_id: runId, item: started.item };
  try {
    const replayed = await replay(context, project, { runId, events, recorded, interrupt });
    const state = foldRun(replayed);
    const misses = missesOf(state);
    const { outputs } = diffRuns(runSide(runId, events), runSide('today', replayed));
    const reasons = reasonsOf({ recorded, state, misses, outputs });
    const facts = { threads: state.threads.size, duration_ms: context.clock.now() - beganMs };
    return { ...tested, ok: reasons.length === 0, reasons, misses, outputs, ...facts };
  } catch (error) {
    // A definition that is gone, that does not parse, or that takes other inputs: that is what is tested.
    if (!(error instanceof RyeError)) throw error;
    const facts = { threads: 0, duration_ms: context.clock.now() - beganMs };
    return { ...tested, ok: false, reasons: [error.message], misses: [], outputs: [], ...facts };
  }
}

function startedOf(runId: string, { started, status, prunedAt }: RunState): NonNullable<RunState['started']> {
  if (prunedAt !== undefined)
    throw new UsageError(
      `What was said in ${runId} was pruned at ${prunedAt}: there is nothing to test by.`,
      'Test by a run that still holds its texts; `rye runs` lists them.',
    );
  if (started && (status === 'completed' || status === 'error')) return started;
  throw new UsageError(
    `${runId} is ${status}: a run that has no end says nothing about one.`,
    `Let it end first, with \`rye resume ${runId}\`.`,
  );
}

interface Recorded {
  runId: string;
  events: Event[];
  recorded: RunState;
  interrupt: AbortSignal;
}

async function replay(context: AppContext, project: Project, record: Recorded): Promise<Event[]> {
  const { runId, events, recorded, interrupt } = record;
  const started = startedOf(runId, recorded);
  const item = await findItem(project.library, { item: started.item, kind: started.kind });
  const ports: RuntimePorts = await createPorts(context, project, { provider: `replay:${runId}` });
  ports.recording = { runId, events, state: recorded, content: (sha256) => project.store.content(runId, sha256) };
  const { createMemoryStore } = await import('#store');
  const store = createMemoryStore({ clock: context.clock });
  const testId = newRunId(started.item, context.randomness);
  const writer = await store.create(testId);
  const { model, limits, budget_usd } = started;
  const facts = {
    rye_version: context.version,
    project: { name: project.name },
    ...(model !== undefined && { model }),
    ...(limits && { limits }),
    ...(budget_usd !== undefined && { budget_usd }),
  };
  const asked = { item, inputs: started.inputs, ...(started.graph && { walk: started.graph }), facts };
  // What was granted then is granted now; what was denied is no call that was recorded.
  await startRun(writer, ports, asked, { interrupt, onInterrupted: 'reported', approve: 'auto' });
  return store.read(testId);
}

/** What the recorded run could not answer. Whoever waited for such a thread asks for something else too: that is left out. */
function missesOf({ threads }: RunState): TestedRun['misses'] {
  const misses: TestedRun['misses'] = [];
  for (const { place, lastFailure, turns } of threads.values()) {
    const call = turns
      .flatMap(({ calls }) => calls)
      .find(({ end }) => end?.kind === 'failed' && end.error.code === 'replay_miss');
    const what =
      call?.end?.kind === 'failed'
        ? call.end.error.message
        : lastFailure?.category === 'replay_miss'
          ? lastFailure.message
          : undefined;
    if (what !== undefined) misses.push({ place, what });
  }
  return misses.filter(({ place }) => !misses.some((other) => other.place.startsWith(`${place}/`)));
}

function reasonsOf({
  recorded,
  state,
  misses,
  outputs,
}: { recorded: RunState; state: RunState } & Pick<TestedRun, 'misses' | 'outputs'>): string[] {
  const reasons = misses.map(({ what }) => what);
  if (state.status !== recorded.status)
    reasons.push(
      `it ended as ${state.status}, and had ended as ${recorded.status}${state.error ? `: ${state.error.message}` : ''}`,
    );
  else if (state.error?.code !== recorded.error?.code)
    reasons.push(`it failed with ${state.error?.code}, and had failed with ${recorded.error?.code}`);
  if (outputs.length > 0) reasons.push(`${outputs.map(({ path }) => path).join(', ')} differ`);
  const places = [...recorded.byPlace.keys()].filter((place) => !state.byPlace.has(place));
  if (places.length > 0) reasons.push(`no thread at ${places.slice(0, 5).join(', ')}`);
  return reasons;
}
