import { type ModelRequest, type Recalled, type ThreadState, toNano, toUsd } from '#protocol';
import type { RunContext } from '../run-context.ts';

/** What surrounds a call in the log. */
interface Asked {
  request: ModelRequest;
  model: string;
  frame: string;
}

/**
 * Answers a request that was asked before, in the run that this one goes by, with what was answered then: nothing is
 * reserved, sent or paid.
 * @returns whether there was an answer
 */
export async function recallAnswer(
  run: RunContext,
  thread: ThreadState,
  { request, model, frame }: Asked,
): Promise<boolean> {
  const { ports, session } = run;
  const recalled = ports.since?.recall(request);
  if (!recalled) return false;
  const envelope = {
    thread: thread.id,
    call_id: request.callId,
    turn: thread.turns.length + 1,
    taken_over: recalled.origin,
  } as const;
  const { name: provider, simulated } = ports.model;
  const started = {
    model,
    provider,
    simulated,
    attempt: thread.failuresInARow + 1,
    frame,
    input_bound_tokens: 0,
    max_output_tokens: request.maxOutputTokens,
    reserved_usd: 0,
  };
  session.note(
    { ...envelope, type: 'model_call_started', data: started },
    { ...envelope, type: 'model_call_completed', data: completed(recalled) },
  );
  ports.probe('answer-taken-over');
  return true;
}

function completed({ content, stopReason, usage, costUsd }: Recalled) {
  return { content, stop_reason: stopReason, usage, cost_usd: 0, saved_usd: toUsd(toNano(costUsd)) };
}
