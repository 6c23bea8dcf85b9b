import { chainStart, type JsonObject, type RyeError, type ThreadState } from '#protocol';
import { NoProgressError, OutputsMissingError, ReturnedError, UnusableCallsError } from './errors.ts';
import type { Stuck } from './progress.ts';
import type { RunContext } from './run-context.ts';

/** Who ends the children of a thread that failed, and why. */
export const CASCADE = { by: 'rye', reason: 'its parent failed' } as const;

/** The same where it has ended well, and the project wants nothing to outlive it. */
const OUTLIVED = { by: 'rye', reason: 'its parent has ended' } as const;

/**
 * What follows from the end of a thread for those below it that have not ended; what the threads before it in its chain
 * spawned is below it too. Done again when a run is taken up, since a process may die in between.
 */
export function endBelow(run: RunContext, thread: ThreadState): void {
  const { onParentError, onParentComplete } = run.ports.settings.childPolicy;
  const top = chainStart(run.session.state, thread).id;
  if (thread.status === 'cancelled' || thread.status === 'killed') run.cancelBelow(top, CASCADE);
  if (thread.status === 'error' && onParentError === 'cascade_cancel') run.cancelBelow(top, CASCADE);
  if (thread.status === 'completed' && onParentComplete === 'cascade_cancel') run.cancelBelow(top, OUTLIVED);
}

/** The thread failed. Its descendants are cancelled with it, unless the project says otherwise. */
export async function failThread(
  run: RunContext,
  thread: ThreadState,
  error: RyeError,
  partial?: string,
): Promise<void> {
  await run.session.append({
    thread: thread.id,
    type: 'thread_failed',
    data: { error: error.toJSON(), ...(partial && { result: partial }) },
  });
  endBelow(run, thread);
}

/** The thread gets nowhere: going on would only cost. Where somebody can answer, it stands still and asks. */
export async function endStuck(run: RunContext, thread: ThreadState, stuck: Stuck): Promise<void> {
  const facts = { ...stuck, runId: run.session.state.runId };
  const error = facts.why === 'same_call' ? new NoProgressError(facts) : new UnusableCallsError(facts);
  if (run.approve === 'ask' && thread.branch === undefined) {
    const data = { by: 'rye', reason: error.message, stuck: true };
    await run.session.append({ thread: thread.id, type: 'thread_paused', data });
    return;
  }
  await failThread(run, thread, error, lastText(thread));
}

/** The thread handed over its outputs, or said that it could not. */
export async function endWithOutputs(run: RunContext, thread: ThreadState, returned: JsonObject): Promise<void> {
  const { status, error_detail: detail, ...outputs } = returned;
  const declares = (field: string): boolean => thread.declaredOutputs.some(({ name }) => name === field);
  if (status === 'error' && !declares('status')) {
    const error = new ReturnedError({
      directive: thread.directive,
      detail: typeof detail === 'string' ? detail : 'no detail given',
    });
    await run.session.append({ thread: thread.id, type: 'thread_failed', data: { error: error.toJSON(), outputs } });
    return endBelow(run, thread);
  }
  const text = lastText(thread);
  const kept = {
    ...outputs,
    ...(declares('status') && status !== undefined && { status }),
    ...(declares('error_detail') && detail !== undefined && { error_detail: detail }),
  };
  await run.session.append({
    thread: thread.id,
    type: 'thread_completed',
    data: { outputs: kept, ...(text && { result: text }) },
  });
  endBelow(run, thread);
}

/** The model stopped without a return: fine where nothing is required of it, or what is was handed over before. */
export async function endWithText(run: RunContext, thread: ThreadState, text: string): Promise<void> {
  const { outputs } = thread;
  const missing = outputs ? [] : thread.declaredOutputs.filter(({ required }) => required).map(({ name }) => name);
  if (missing.length > 0)
    return failThread(run, thread, new OutputsMissingError({ directive: thread.directive, missing }), text);
  await run.session.append({
    thread: thread.id,
    type: 'thread_completed',
    data: { ...(outputs && { outputs }), result: text },
  });
  endBelow(run, thread);
}

/** The last words of a thread; empty where it has said nothing. */
export function lastText(thread: ThreadState): string {
  for (const { content } of thread.turns.toReversed()) {
    const text = content
      .flatMap((block) => (block.type === 'text' ? [block.text] : []))
      .join('\n')
      .trim();
    if (text) return text;
  }
  return '';
}
