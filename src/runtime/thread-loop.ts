import { type EventData, isFinal, RyeError, type ThreadState } from '#protocol';
import { askModel, settleLostCall } from './ask-model.ts';
import { runCall } from './calls/run-call.ts';
import { saveAtFullContext } from './checkpoints/save-at-moment.ts';
import { composeContext } from './context/compose-context.ts';
import { continueContext } from './continuation/continue-context.ts';
import { continueThread } from './continuation/continue-thread.ts';
import { endStuck, endWithOutputs, endWithText, failThread } from './end-thread.ts';
import { InterruptedError, ModelFailedError } from './errors.ts';
import { evict } from './evict.ts';
import { walkSafely } from './graph/walk-graph.ts';
import { afterComplete, afterStep, onError, onFullWindow, onReturn } from './hooks/occasions.ts';
import { isFatal } from './is-fatal.ts';
import { endAtLimit } from './limits/end-at-limit.ts';
import { reachedLimit } from './limits/reached-limit.ts';
import { boundDelay, retryDelayMs } from './limits/retry-delay.ts';
import { isOverSize, pauseForSize } from './limits/run-size.ts';
import { secondsLeft } from './limits/seconds-left.ts';
import { nextStep, type Step, type StepBounds } from './next-step.ts';
import type { RunContext } from './run-context.ts';
import { takeOver } from './since/take-over.ts';
import { StepPaused } from './steering/step-paused.ts';
import { takeSlot } from './steering/take-slot.ts';

const NUDGES = {
  outputs_missing: 'Go on with the task. When it is done, call `directive_return` with the required outputs.',
  cut_off: 'Your answer was cut off at the longest that is allowed. Go on where it ended, in shorter steps.',
} as const;

/** Starts the loop of a thread, once; whoever waits for the thread waits for its events. */
export function startThread(run: RunContext, id: string): void {
  if (run.loops.has(id)) return;
  run.loops.set(
    id,
    loop(run, id).catch((error: unknown) => {
      // A loop that stops is either the whole run stopping, or a fault that the run must not outlive.
      if (!(error instanceof InterruptedError)) run.fail(error);
    }),
  );
}

/** Steps from the state until the thread is final. */
async function loop(run: RunContext, id: string): Promise<void> {
  const { session, ports } = run;
  const signal = run.signalOf(id);
  await takeSlot(run, id, false);
  try {
    if (session.threadOrThrow(id).status === 'created' && !signal.aborted) {
      if (!(await takeOver(run, id))) await session.append({ thread: id, type: 'thread_started', data: {} });
    }
    for (;;) {
      run.checkInterrupt();
      const cancelled = run.cancellationOf(id);
      const thread = session.threadOrThrow(id);
      if (isFinal(thread.status)) return await afterComplete(run, id);
      if (cancelled) {
        await settleLostCall(run, thread);
        const { kill, ...why } = cancelled;
        await session.append({ thread: id, type: kill ? 'thread_killed' : 'thread_cancelled', data: why });
        // One that was spawned while the cancel came is below it all the same.
        run.cancelBelow(id, cancelled);
        continue;
      }
      if (thread.pause) {
        run.slots.release(id);
        await takeSlot(run, id, true);
        continue;
      }
      if (isOverSize(run) && (await pauseForSize(run))) continue;
      if (thread.graph) await walkSafely(run, id);
      else await takeSafely(run, id, nextStep(thread, ports.settings.maxFailures, boundsOf(run, thread)));
      await evict(run, id);
    }
  } finally {
    run.slots.release(id);
  }
}

/** A thread fails by what is wrong with it (an unknown knowledge item, say); what is wrong with the run is passed on. */
async function takeSafely(run: RunContext, id: string, step: Step): Promise<void> {
  try {
    await take(run, id, step);
  } catch (error) {
    if (error instanceof StepPaused) return;
    if (!(error instanceof RyeError) || isFatal(error)) throw error;
    await settleLostCall(run, run.session.threadOrThrow(id));
    await failThread(run, run.session.threadOrThrow(id), error);
  }
}

async function take(run: RunContext, id: string, step: Step): Promise<void> {
  const thread = run.session.threadOrThrow(id);
  switch (step.kind) {
    case 'compose': {
      const names = await run.palette(thread);
      const data = await composeContext(
        run,
        thread,
        names.map(({ name }) => name),
      );
      await run.session.append({
        thread: id,
        type: 'context_composed',
        data: await continueContext(run, thread, data),
      });
      return;
    }
    case 'settle':
      return settleLostCall(run, thread);
    case 'hand_off':
      if (await afterStep(run, thread)) return;
      return handOff(run, thread, step.used);
    case 'ask':
      if ((await afterStep(run, thread)) || (await handedOff(run, thread))) return;
      await saveAtFullContext(run, thread);
      return ask(run, thread);
    case 'stuck':
      return endStuck(run, thread, step.stuck);
    case 'schedule_retry':
      return afterFailure(run, thread, step.failure, true);
    case 'give_up':
      return afterFailure(run, thread, step.failure, false);
    case 'call':
      return runCall({ run, thread, call: step.call }, step.refused);
    case 'returned':
      if (await onReturn(run, thread, step.outputs)) return;
      return endWithOutputs(run, thread, step.outputs);
    case 'nudge':
      await run.session.append({ thread: id, type: 'message_injected', data: { text: NUDGES[step.why], by: 'rye' } });
      return;
    case 'refused': {
      const message = step.text || 'it declined to answer';
      return failThread(run, thread, new ModelFailedError({ category: 'refusal', message, attempts: 1 }));
    }
    case 'ended':
      return endWithText(run, thread, step.text);
    case 'done':
      return;
  }
}

async function ask(run: RunContext, thread: ThreadState): Promise<void> {
  await untilRetry(run, thread.id);
  if (!run.signalOf(thread.id).aborted && !thread.pause) await askModel(run, thread);
}

/** Another thread goes on with the work; where none can, a hook may let this one go on as long as it fits. */
async function handOff(run: RunContext, thread: ThreadState, used: number): Promise<void> {
  const { ports } = run;
  const reached = reachedLimit(thread, ports.clock.now());
  if (reached) return endAtLimit(run, thread, reached);
  const reason = `its context holds ${used} tokens of ${ports.catalog.resolve({ id: thread.model }).window}`;
  try {
    await continueThread(run, thread, { why: 'window', reason });
  } catch (error) {
    if (isFatal(error)) throw error;
    const goesOn = await onFullWindow(run, thread, used);
    if (goesOn === 'over') return;
    if (!goesOn) throw error;
    await ask(run, thread);
  }
}

/** A model call failed: it is tried again, after a wait, or the thread has failed with it. */
async function afterFailure(
  run: RunContext,
  thread: ThreadState,
  failure: EventData<'model_call_failed'>,
  retries: boolean,
): Promise<void> {
  const { category, message } = failure;
  const tried = await onError(run, thread, failure, retries);
  if (tried === 'over') return;
  if (!tried)
    return failThread(run, thread, new ModelFailedError({ category, message, attempts: thread.failuresInARow }));
  // A failure that only a hook has tried again comes here once more when its wait is in the log.
  if (thread.retryAt !== undefined) return ask(run, thread);
  const left = secondsLeft(thread, run.ports.clock.now());
  const { delayMs, note } = boundDelay(retryDelayMs(failure, thread.failuresInARow), left);
  const data = { attempt: thread.failuresInARow + 1, delay_ms: delayMs, reason: `${category}: ${message}${note}` };
  await run.session.append({ thread: thread.id, type: 'retry_scheduled', data });
}

/** @returns whether somebody has asked that another thread goes on with the work, and it does now. */
async function handedOff(run: RunContext, thread: ThreadState): Promise<boolean> {
  const asked = run.handoffs.get(thread.id);
  if (!asked) return false;
  await continueThread(run, thread, asked);
  return true;
}

function boundsOf({ ports }: RunContext, thread: ThreadState): StepBounds {
  const { continuation, patience } = ports.settings;
  const { threshold } = continuation;
  const fullTokens = threshold === 0 ? undefined : ports.catalog.resolve({ id: thread.model }).window * threshold;
  return { fullTokens, patience };
}

/**
 * Waits until a retry is due, the thread's time is up, or it is paused; when it is due is in the log, so a resumed run
 * waits no longer than was left.
 */
async function untilRetry(run: RunContext, id: string): Promise<void> {
  const thread = run.session.threadOrThrow(id);
  if (thread.retryAt === undefined) return;
  const now = run.ports.clock.now();
  const leftMs = (secondsLeft(thread, now) ?? Number.POSITIVE_INFINITY) * 1000;
  const over = new AbortController();
  const signal = AbortSignal.any([run.signalOf(id), over.signal]);
  const dueInMs = Math.max(0, Math.min(Date.parse(thread.retryAt) - now, leftMs));
  await Promise.race([run.ports.clock.sleep(dueInMs, signal), run.session.whenPaused(id, signal)]);
  over.abort();
}
