import { ExitCode, foldRun, isFinal, isoTime, isRunFinal, RyeError, type StoreReader } from '#protocol';
import { recordCancellation } from '#runtime';
import type { AppContext } from './app-context.ts';
import { UsageError } from './errors.ts';
import { openProject } from './open-project.ts';
import { findThread } from './read-run.ts';

/** The driver of a run did not take in what it was asked in time; the wish stays in its inbox. */
export class DriverSilentError extends RyeError {
  readonly code = 'app/driver-silent';
  override readonly exitCode = ExitCode.held;

  constructor(facts: { run_id: string; waited_ms: number }) {
    super(`The driver of ${facts.run_id} has not answered within ${facts.waited_ms / 1000} s.`, {
      hint: 'The wish stays in its inbox and is taken in as soon as it can be.',
      data: facts,
    });
  }
}

/** How long a living driver is given to make an intent a fact, in ms. */
const DRIVER_PATIENCE_MS = 10_000;

/** Between two looks at the run, in ms. */
const LOOK_MS = 100;

/** What was ended, and by whom. */
export interface Cancelled {
  run_id: string;
  thread: string;
  /** Who ended it: the driver of the run, or this process, where nobody drove. */
  by: 'driver' | 'asker';
}

/**
 * Cancels a run, or one thread of it with everything below. Where another process drives the run, the wish goes into
 * its inbox and this one waits for the fact; where nobody does, this one takes the lease and records it.
 * @throws {RyeError} unknown run or thread; one that has ended already
 */
export async function cancelRun(context: AppContext, runId: string, threadName?: string): Promise<Cancelled> {
  const { store } = await openProject(context);
  const state = foldRun(await store.read(runId));
  const thread = threadName === undefined ? state.threads.get(state.root ?? '') : findThread(state, threadName);
  if (thread ? isFinal(thread.status) : isRunFinal(state.status)) {
    throw new UsageError(
      `${threadName ?? runId} has ended already: there is nothing to cancel.`,
      `See \`rye status ${runId}\`.`,
    );
  }
  const target = thread?.id ?? state.root ?? '';
  const at = isoTime(context.clock.now());
  const intent = { id: `cancel-${context.randomness.hex(8)}`, kind: 'cancel' as const, by: 'user', at, target };
  if ((await store.holder(runId))?.alive) {
    await store.send(runId, intent);
    if (await untilFinal(context, store, runId, target)) return { run_id: runId, thread: target, by: 'driver' };
  }
  const writer = await store.open(runId);
  try {
    await recordCancellation(writer, intent, context.process);
    await writer.settleIntent(intent.id);
  } finally {
    await writer.close();
  }
  return { run_id: runId, thread: target, by: 'asker' };
}

/**
 * Waits for the driver to make the wish a fact.
 * @returns false where the driver is gone
 * @throws {DriverSilentError}
 */
async function untilFinal(context: AppContext, store: StoreReader, runId: string, thread: string): Promise<boolean> {
  const until = context.clock.now() + DRIVER_PATIENCE_MS;
  while (context.clock.now() < until) {
    const state = foldRun(await store.read(runId));
    if (isFinal(state.threads.get(thread)?.status ?? 'running')) return true;
    if (!(await store.holder(runId))?.alive) return false;
    await context.clock.sleep(LOOK_MS);
  }
  throw new DriverSilentError({ run_id: runId, waited_ms: DRIVER_PATIENCE_MS });
}
