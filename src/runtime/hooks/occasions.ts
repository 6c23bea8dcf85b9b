import { type EventData, isFinal, type JsonObject, type ThreadState } from '#protocol';
import { isFatal } from '../is-fatal.ts';
import type { RunContext } from '../run-context.ts';
import { dispatchControl } from './dispatch-control.ts';
import { errorDocument, returnDocument, stepDocument, windowDocument } from './documents.ts';
import { obey } from './obey.ts';

/**
 * The moments at which a thread asks its hooks. Each gives back whether a hook has ended the thread, or made it stand
 * still, so that its step is over.
 */

/** Before the next question, when the calls of a turn are done. */
export async function afterStep(run: RunContext, thread: ThreadState): Promise<boolean> {
  const turn = thread.turns.at(-1);
  if (!turn || turn.calls.length === 0) return false;
  const at = { on: 'after_step', occasion: thread.turns.length } as const;
  const answer = await dispatchControl(run, thread, at.on, at.occasion, () => stepDocument(run, thread));
  return obey(run, thread, answer, at);
}

/** Before a thread ends with what it handed over. */
export async function onReturn(run: RunContext, thread: ThreadState, outputs: JsonObject): Promise<boolean> {
  const at = { on: 'directive_return', occasion: thread.turns.length } as const;
  const answer = await dispatchControl(run, thread, at.on, at.occasion, () => returnDocument(run, thread, outputs));
  return obey(run, thread, answer, at);
}

/**
 * A model call failed.
 * @param retries Whether it is tried again without hooks.
 * @returns `over`, or whether it is to be tried again: a hook can ask for it where the failure alone would not be, up to
 * as many failures in a row as any other
 */
export async function onError(
  run: RunContext,
  thread: ThreadState,
  failure: EventData<'model_call_failed'>,
  retries: boolean,
): Promise<'over' | boolean> {
  const at = { on: 'error', occasion: thread.failures ?? 0 } as const;
  const document = (): JsonObject => errorDocument(thread, failure, retries);
  const answer = await dispatchControl(run, thread, at.on, at.occasion, document);
  if (await obey(run, thread, answer, at, failure.message)) return 'over';
  return retries || (answer?.answer === 'retry' && thread.failuresInARow < run.ports.settings.maxFailures);
}

/** The window is full and nobody can take the work over. @returns `over`, or whether it is to go on all the same */
export async function onFullWindow(run: RunContext, thread: ThreadState, used: number): Promise<'over' | boolean> {
  const at = { on: 'context_limit_reached', occasion: thread.turns.length } as const;
  const { window } = run.ports.catalog.resolve({ id: thread.model });
  const document = (): JsonObject => windowDocument(thread, used, window);
  const answer = await dispatchControl(run, thread, at.on, at.occasion, document);
  if (await obey(run, thread, answer, at)) return 'over';
  return answer?.answer === 'continue' || answer?.answer === 'skip';
}

/** A thread has ended. What its hooks decide comes too late for it, and a killed one asks nobody. */
export async function afterComplete(run: RunContext, id: string): Promise<void> {
  const thread = run.session.threadOrThrow(id);
  if (!owesAfterComplete(thread)) return;
  try {
    await dispatchControl(run, thread, 'after_complete', thread.modelCalls, () => stepDocument(run, thread));
  } catch (error) {
    // Hooks that cannot even be looked up are what the thread has failed of; it cannot fail once more.
    if (isFatal(error)) throw error;
  }
}

/** Whether the hooks of a thread that has ended have not all run, as far as it can be told without them. */
export function owesAfterComplete(thread: ThreadState): boolean {
  if (!isFinal(thread.status) || thread.status === 'continued' || thread.status === 'killed') return false;
  return thread.hooksDispatched?.['after_complete']?.occasion !== thread.modelCalls;
}
