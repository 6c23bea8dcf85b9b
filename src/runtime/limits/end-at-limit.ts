import type { EventData, JsonObject, ThreadState } from '#protocol';
import { failThread, lastText } from '../end-thread.ts';
import { LimitExceededError } from '../errors.ts';
import { dispatchControl } from '../hooks/dispatch-control.ts';
import { limitDocument } from '../hooks/documents.ts';
import { obey } from '../hooks/obey.ts';
import type { RunContext } from '../run-context.ts';

/**
 * The thread came to a ceiling, and ends, unless a hook makes it stand still first.
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
  await run.session.append({ thread: thread.id, type: 'limit_reached', data: reached });
  await failThread(
    run,
    thread,
    new LimitExceededError({ ...reached, runId: run.session.state.runId, ...(needUsd !== undefined && { needUsd }) }),
    lastText(thread),
  );
}
