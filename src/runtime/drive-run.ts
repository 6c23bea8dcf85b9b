import {
  chainEnd,
  type Directive,
  type EventData,
  type EventDraft,
  type EventType,
  type Graph,
  isFinal,
  isRunFinal,
  type JsonObject,
  type RunState,
  type RunWriter,
} from '#protocol';
import { checkInputs } from './check-inputs.ts';
import { inherit } from './context/inherit.ts';
import { endBelow } from './end-thread.ts';
import type { WalkRequest } from './graph/check-graph-inputs.ts';
import { hooksIn, loadHookConfig } from './hooks/hook-config.ts';
import { owesAfterComplete } from './hooks/occasions.ts';
import { overridesOf } from './overrides-of.ts';
import { ownTools } from './own-tools/own-tools.ts';
import type { RunObserver, RuntimePorts } from './ports.ts';
import { createLostRoot, type ResumeRequest, reviveRoot } from './revive-root.ts';
import { type ApproveMode, RunContext } from './run-context.ts';
import { Freshness } from './since/freshness.ts';
import { draftThread } from './spawn-thread.ts';
import { asks, isStalled } from './steering/is-stalled.ts';
import { receiveIntents } from './steering/receive-intents.ts';
import { unpauseRun } from './steering/unpause-run.ts';
import { startThread } from './thread-loop.ts';

/** How a run is driven; nothing of it is recorded. */
export interface DriveOptions {
  observer?: RunObserver;
  /** Aborts when the driver is to stop; the run is then resumable. */
  interrupt: AbortSignal;
  /** What becomes of a `once` tool call whose process died. */
  onInterrupted?: 'reported' | 'retried';
  /** What becomes of questions from here on; absent: as the run was started. */
  approve?: ApproveMode;
}

/** Where a drive left its run. */
export interface Driven {
  state: RunState;
  /** It stopped because nothing can move before somebody decides; it can be resumed. */
  stalled?: boolean;
  /** It was stopped on purpose before its end, and can be resumed. */
  interrupted: boolean;
  /** What the observer threw; the run went on without it. */
  observerFault?: unknown;
}

/** What is asked for; everything else is resolved from it. */
export interface NewRun {
  item: Directive | Graph;
  /** How a graph is walked. */
  walk?: WalkRequest;
  inputs: JsonObject;
  /** Goes into the first event as it stands. */
  facts: Omit<
    EventData<'run_started'>,
    'run_id' | 'item' | 'kind' | 'root' | 'inputs' | 'graph' | 'provider' | 'simulated'
  >;
}

/**
 * Starts a run and drives it to its end. The first event is durable before anything is asked or started.
 * @throws {RyeError} the item cannot be run with these inputs (nothing was written), or nothing more can be recorded
 */
export async function startRun(
  writer: RunWriter,
  ports: RuntimePorts,
  asked: NewRun,
  options: DriveOptions,
): Promise<Driven> {
  const run = contextOf(writer, ports, options);
  const { facts } = asked;
  // A secret that somebody pastes into an input, or into a state, is gone before the first write.
  const inputs = await ports.redactor.json(asked.inputs);
  const walk = asked.walk && (await withoutSecrets(ports, asked.walk));
  const item = 'nodes' in asked.item ? await withoutSecrets(ports, asked.item) : asked.item;
  // Resolved before anything is written: what cannot run leaves no run behind.
  const hooks = await loadHookConfig(ports.library);
  const isGraph = 'nodes' in item;
  const { directive, parents } = isGraph
    ? { directive: item, parents: [] }
    : await inherit(item, {
        lists: hooksIn(hooks),
        inputs: checkInputs(item, inputs),
        load: (id) => ports.library.directive(id),
      });
  const root = draftThread(run.session.state, ports, {
    directive,
    inputs,
    ...(walk && { walk }),
    overrides: overridesOf(facts),
    async: false,
    ...(facts.model !== undefined && { model: facts.model }),
  });
  await run.session.append({
    thread: root.thread,
    type: 'run_started',
    data: {
      run_id: writer.runId,
      item: item.source.id,
      kind: isGraph ? 'graph' : 'directive',
      root: root.thread,
      inputs,
      ...(walk && { graph: graphFacts(walk) }),
      provider: ports.model.name,
      simulated: ports.model.simulated,
      ...facts,
    },
  });
  await takeOver(run);
  for (const source of [item.source, ...parents.map((parent) => parent.source), ...(hooks ? [hooks] : [])])
    await run.definitions.pin(source, root.thread);
  await run.session.append(root);
  return drive(run);
}

/** What a graph begins with stands in the log, whoever says it. */
async function withoutSecrets<T extends { state?: JsonObject | undefined }>(
  { redactor }: RuntimePorts,
  from: T,
): Promise<T> {
  return from.state ? { ...from, state: (await redactor.json(from.state)) as JsonObject } : from;
}

/** What of it cannot be known from the graph, should the process die before the thread is there. */
function graphFacts({ node, state }: WalkRequest): NonNullable<EventData<'run_started'>['graph']> {
  return { ...(node !== undefined && { node }), ...(state && { state }) };
}

/**
 * Goes on with a run from its fold. Recorded results are never asked for again.
 * @throws as {@link startRun}
 */
export async function resumeRun(
  writer: RunWriter,
  ports: RuntimePorts,
  asked: ResumeRequest,
  options: DriveOptions,
): Promise<Driven> {
  const run = contextOf(writer, ports, options);
  await takeOver(run);
  await createLostRoot(run);
  await unpauseRun(run, asked.by);
  await reviveRoot(run, asked);
  return drive(run);
}

function contextOf(writer: RunWriter, ports: RuntimePorts, options: DriveOptions): RunContext {
  options.observer?.opened?.(writer.events);
  const run: RunContext = new RunContext(writer, ports, {
    observer: options.observer ?? {},
    interrupt: options.interrupt,
    onInterrupted: options.onInterrupted ?? 'reported',
    ...(options.approve && { approve: options.approve }),
    startThread,
    ownTools: [...ownTools.values()].map(({ spec }) => spec),
    ...(ports.since && { freshness: new Freshness(ports.since, ports, () => run.definitions.all()) }),
  });
  return run;
}

/** Says in the log who drives the run now, and what recovery had to do. */
async function takeOver({ session, writer, ports }: RunContext): Promise<void> {
  const thread = session.state.root ?? '';
  const { recovery, fence } = writer;
  const drafts: EventDraft[] = [{ thread, type: 'lease_taken', data: { fence, ...ports.driver } }];
  if (recovery) {
    const { committed, restored, droppedBytes, endedProcesses } = recovery;
    drafts.push({
      thread,
      type: 'run_recovered',
      data: { fence, committed, restored, dropped_bytes: droppedBytes, ended_processes: endedProcesses },
    });
  }
  await session.append(...drafts);
}

/** What can leave a run with nothing that moves. */
const STANDS: ReadonlySet<EventType> = new Set([
  'thread_paused',
  'thread_waiting',
  'thread_completed',
  'thread_failed',
  'thread_cancelled',
  'thread_killed',
]);

/** Drives every thread that is not final until none is left, then says how the run ended. */
async function drive(run: RunContext): Promise<Driven> {
  const { session } = run;
  const stopListening = receiveIntents(run);
  session.onPublished = (events) => {
    if (events.some(({ type }) => STANDS.has(type)) && isStalled(session.state)) run.stopStalled();
  };
  try {
    const threads = [...session.state.threads.values()];
    // The process may have died between the end of a thread and the ends that follow from it.
    for (const thread of threads) if (isFinal(thread.status)) endBelow(run, thread);
    // Of a thread that has ended, the hooks that follow may not have run yet.
    for (const thread of threads) if (!isFinal(thread.status) || owesAfterComplete(thread)) run.start(thread.id);
    await untilIdle(run);
    if (run.failed) throw run.failed;
    const stalled = run.isStalled;
    const interrupted = run.interrupt.aborted && !stalled;
    // A wish that comes now finds a run that has ended; nothing is to follow the run's end.
    stopListening();
    if (stalled) await session.append(draftWaiting(session.state));
    else if (!interrupted) await endRun(run);
    return { state: session.state, interrupted, ...(stalled && { stalled }), observerFault: session.observerFault };
  } finally {
    stopListening();
    run.live.stop();
  }
}

function draftWaiting(state: RunState): EventDraft {
  const asking = [...state.threads.values()].filter(asks).map(({ place, pause }) => `${place}: ${pause?.reason ?? ''}`);
  return { thread: state.root ?? '', type: 'run_waiting', data: { reason: asking.join('; ') } };
}

/** A loop may start others while it runs, so the set is looked at until it no longer grows. */
async function untilIdle(run: RunContext): Promise<void> {
  for (let seen = 0; seen < run.loops.size; ) {
    seen = run.loops.size;
    await Promise.all(run.loops.values());
  }
}

async function endRun({ session }: RunContext): Promise<void> {
  const root = chainEnd(session.state, session.threadOrThrow(session.state.root ?? ''));
  if (isRunFinal(session.state.status)) return;
  const { outputs, result, error } = root;
  if (root.status === 'completed') {
    const data = { ...(outputs && { outputs }), ...(result !== undefined && { result }) };
    await session.append({ thread: root.id, type: 'run_completed', data });
  } else if (root.status === 'cancelled' || root.status === 'killed') {
    await session.append({ thread: root.id, type: 'run_cancelled', data: { by: root.endedBy?.by ?? 'rye' } });
  } else {
    await session.append({
      thread: root.id,
      type: 'run_failed',
      data: { error: error ?? { code: 'internal', message: root.status } },
    });
  }
}
