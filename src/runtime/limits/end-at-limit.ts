import type { EventData, EventDraft, JsonObject, ThreadState } from '#protocol';
import { failThread, lastText } from '../end-thread.ts';
import { LimitExceededError } from '../errors.ts';
import { dispatchControl } from '../hooks/dispatch-control.ts';
import { limitDocument } from '../hooks/documents.ts';
import { obey } from '../hooks/obey.ts';
import type { RunContext } from '../run-context.ts';

/**
 * The thread has come to a limit. A hook may make it stand still first. Where somebody can answer it is paused, and
 * asks: raise it, stop it, or let it wrap up. Otherwise, or where it has wrapped up, it ends.
 * @param needUsd What the next call would have set aside.
 */
export async function endAtLimit(
  run: RunContext,
  thread: ThreadState,
  reached: EventData<'limit_reached'>,
  needUsd?: number,
): Promise<void> {
  const at = { on: 'limit', occasion: thread.modelCalls } as const;
  const document = (): JsonObject => limitDocument(run, thread, reached);
  const answer = await dispatchControl(run, thread, at.on, at.occasion, document);
  if (await obey(run, thread, answer, at, `${reached.limit} (${reached.current}/${reached.max})`)) return;
  const data = { ...reached, ...(needUsd !== undefined && { need_usd: needUsd }) };
  const fact: EventDraft = { thread: thread.id, type: 'limit_reached', data };
  if (asksAtLimit(run, thread)) {
    const reason = `limit of ${reached.limit} reached (${reached.current}/${reached.max})`;
    await run.session.append(fact, { thread: thread.id, type: 'thread_paused', data: { by: 'rye', reason } });
    return;
  }
  await run.session.append(fact);
  await failThread(
    run,
    thread,
    new LimitExceededError({ ...reached, runId: run.session.state.runId, ...(needUsd !== undefined && { needUsd }) }),
    lastText(thread),
  );
}

/** A folded part of a conversation returns what it has: nobody waits for a person there. */
function asksAtLimit({ approve }: RunContext, { wrapUp, branch }: ThreadState): boolean {
  return approve === 'ask' && wrapUp === undefined && branch === undefined;
}
