import {
  type Directive,
  type EventData,
  type EventDraft,
  type ItemSource,
  isFinal,
  isRunFinal,
  type JsonObject,
  type RunState,
  type RunWriter,
} from '#protocol';
import { CASCADE } from './end-thread.ts';
import { receiveIntents } from './intents.ts';
import type { RunObserver, RuntimePorts } from './ports.ts';
import { RunContext } from './run-context.ts';
import { draftThread } from './spawn-thread.ts';
import { startThread } from './thread-loop.ts';

/** How a run is driven; nothing of it is recorded. */
export interface DriveOptions {
  observer?: RunObserver;
  /** Aborts when the driver is to stop; the run is then resumable. */
  interrupt: AbortSignal;
  /** What becomes of a `once` tool call whose process died. */
  onInterrupted?: 'reported' | 'retried';
}

/** Where a drive left its run. */
export interface Driven {
  state: RunState;
  /** It was stopped on purpose before its end, and can be resumed. */
  interrupted: boolean;
}

/** What is asked for; everything else is resolved from it. */
export interface NewRun {
  item: Directive;
  inputs: JsonObject;
  /** Goes into the first event as it stands. */
  facts: Omit<EventData<'run_started'>, 'run_id' | 'item' | 'kind' | 'root' | 'inputs' | 'provider' | 'simulated'>;
}

/** What is asked of a run that goes on. */
export interface ResumeRequest {
  message?: string;
  /** New ceilings of the root. */
  overrides?: Partial<Record<string, number>>;
  by: string;
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
  const { item, inputs, facts } = asked;
  // Resolved before anything is written: what cannot run leaves no run behind.
  const root = draftThread(run.session.state, ports, {
    directive: item,
    inputs,
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
      kind: 'directive',
      root: root.thread,
      inputs,
      provider: ports.model.name,
      simulated: ports.model.simulated,
      ...facts,
    },
  });
  await takeOver(run);
  await pinRoot(run, writer, item.source, root.thread);
  await run.session.append(root);
  return drive(run);
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
  await createLostRoot(run, writer);
  await reviveRoot(run, asked);
  return drive(run);
}

/** The limits that a run was started with. */
function overridesOf({ limits, budget_usd }: Pick<EventData<'run_started'>, 'limits' | 'budget_usd'>) {
  return { ...limits, ...(budget_usd !== undefined && { spend: budget_usd }) };
}

function contextOf(writer: RunWriter, ports: RuntimePorts, options: DriveOptions): RunContext {
  return new RunContext(writer, ports, {
    observer: options.observer ?? {},
    interrupt: options.interrupt,
    onInterrupted: options.onInterrupted ?? 'reported',
    startThread,
  });
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

async function pinRoot(run: RunContext, writer: RunWriter, source: ItemSource, thread: string): Promise<void> {
  const { sha256, bytes } = await writer.putContent(Buffer.from(source.text, 'utf8'));
  const { kind, id, space, path } = source;
  await run.session.append({ thread, type: 'definition_pinned', data: { kind, id, space, path, bytes, sha256 } });
}

/** The process died between the first event and the root's: what was asked stands in the first, so it is made now. */
async function createLostRoot(run: RunContext, writer: RunWriter): Promise<void> {
  const { state } = run.session;
  const { started } = state;
  if (!started || state.threads.has(started.root)) return;
  const item = await run.definitions.directive(started.item, started.root);
  if (state.definitions.length === 0) await pinRoot(run, writer, item.source, started.root);
  const draft = draftThread(state, run.ports, {
    directive: item,
    inputs: started.inputs,
    overrides: overridesOf(started),
    async: false,
    ...(started.model !== undefined && { model: started.model }),
  });
  await run.session.append({ ...draft, thread: started.root });
}

/** Applies what the resumer asked for: a message, more money, higher limits; and lets an ended root go on. */
async function reviveRoot(run: RunContext, asked: ResumeRequest): Promise<void> {
  const { session } = run;
  const { root: id } = session.state;
  const root = id === undefined ? undefined : session.thread(id);
  if (!id || !root) return;
  const { spend, ...limits } = asked.overrides ?? {};
  if (spend !== undefined && spend !== root.limits.spend) {
    const data = { thread: id, from_usd: root.limits.spend ?? 0, to_usd: spend, by: asked.by };
    await session.append({ thread: id, type: 'budget_raised', data });
  }
  // A root that completed before the run could say so has nothing left to do.
  const revived = isRunFinal(session.state.status) || (isFinal(root.status) && root.status !== 'completed');
  if (!revived && asked.message === undefined && Object.keys(limits).length === 0) return;
  await session.append({
    thread: id,
    type: 'thread_resumed',
    data: {
      by: asked.by,
      ...(asked.message !== undefined && { message: asked.message }),
      ...(Object.keys(limits).length > 0 && { limits }),
    },
  });
  await reviveCancelled(run, id, asked.by);
}

/** Threads that ended only because a parent of theirs failed go on with it. */
async function reviveCancelled(run: RunContext, id: string, by: string): Promise<void> {
  for (const childId of run.session.threadOrThrow(id).children) {
    const child = run.session.threadOrThrow(childId);
    if (child.status !== 'cancelled' || child.endedBy?.by !== CASCADE.by) continue;
    await run.session.append({ thread: childId, type: 'thread_resumed', data: { by } });
    await reviveCancelled(run, childId, by);
  }
}

/** Drives every thread that is not final until none is left, then says how the run ended. */
async function drive(run: RunContext): Promise<Driven> {
  const { session } = run;
  const stopListening = receiveIntents(run);
  try {
    const threads = [...session.state.threads.values()];
    // The process may have died between the end of a thread and the ends that follow from it.
    for (const { id, status } of threads)
      if (status === 'error' || status === 'cancelled' || status === 'killed') run.cancelBelow(id, CASCADE);
    for (const thread of threads) if (!isFinal(thread.status)) run.start(thread.id);
    await untilIdle(run);
    if (run.failed) throw run.failed;
    if (run.interrupt.aborted) return { state: session.state, interrupted: true };
    await endRun(run);
    return { state: session.state, interrupted: false };
  } finally {
    stopListening();
  }
}

/** A loop may start others while it runs, so the set is looked at until it no longer grows. */
async function untilIdle(run: RunContext): Promise<void> {
  for (let seen = 0; seen < run.loops.size; ) {
    seen = run.loops.size;
    await Promise.all(run.loops.values());
  }
}

async function endRun({ session }: RunContext): Promise<void> {
  const root = session.threadOrThrow(session.state.root ?? '');
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
