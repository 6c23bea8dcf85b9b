import { ExitCode, foldRun, isFinal, isRunFinal, RyeError, type StoreReader } from '#protocol';
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
  const over = thread ? isFinal(thread.status) : isRunFinal(state.status);
  if (over || !thread) {
    throw new UsageError(
      `${threadName ?? runId} has ended already: there is nothing to cancel.`,
      `See \`rye status ${runId}\`.`,
    );
  }
  const intent = {
    id: `cancel-${context.clock.now()}-${context.randomness.hex(4)}`,
    kind: 'cancel' as const,
    by: 'user',
    target: thread.id,
  };
  const holder = await store.holder(runId);
  if (holder?.alive) {
    await store.send(runId, intent);
    await untilFinal(context, store, runId, thread.id);
    return { run_id: runId, thread: thread.id, by: 'driver' };
  }
  const writer = await store.open(runId);
  try {
    await recordCancellation(writer, intent, context.process);
  } finally {
    await writer.close();
  }
  return { run_id: runId, thread: thread.id, by: 'asker' };
}

async function untilFinal(context: AppContext, store: StoreReader, runId: string, thread: string): Promise<void> {
  const until = context.clock.now() + DRIVER_PATIENCE_MS;
  while (context.clock.now() < until) {
    const state = foldRun(await store.read(runId));
    if (isFinal(state.threads.get(thread)?.status ?? 'running')) return;
    await context.clock.sleep(50);
  }
  throw new DriverSilentError({ run_id: runId, waited_ms: DRIVER_PATIENCE_MS });
}
