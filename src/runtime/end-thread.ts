import { chainStart, type EventData, type JsonObject, type RyeError, type ThreadState } from '#protocol';
import { LimitExceededError, OutputsMissingError, ReturnedError } from './errors.ts';
import type { RunContext } from './run-context.ts';

/** Who ends the children of a thread that failed, and why. */
export const CASCADE = { by: 'rye', reason: 'its parent failed' } as const;

/** The thread failed. Its descendants are cancelled with it: nobody is left to use what they do. */
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
  cancelAllBelow(run, thread);
}

/** What the threads before it in its chain spawned is below it too. */
function cancelAllBelow(run: RunContext, thread: ThreadState): void {
  run.cancelBelow(chainStart(run.session.state, thread).id, CASCADE);
}

/** @param needUsd What the next call would have set aside. */
export async function endAtLimit(
  run: RunContext,
  thread: ThreadState,
  reached: EventData<'limit_reached'>,
  needUsd?: number,
): Promise<void> {
  await run.session.append({ thread: thread.id, type: 'limit_reached', data: reached });
  await failThread(
    run,
    thread,
    new LimitExceededError({ ...reached, runId: run.session.state.runId, ...(needUsd !== undefined && { needUsd }) }),
    lastText(thread),
  );
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
    return cancelAllBelow(run, thread);
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
}

function lastText(thread: ThreadState): string {
  for (const { content } of thread.turns.toReversed()) {
    const text = content
      .flatMap((block) => (block.type === 'text' ? [block.text] : []))
      .join('\n')
      .trim();
    if (text) return text;
  }
  return '';
}
