import {
  conversationOf,
  costOf,
  type EventDraft,
  type ModelReply,
  type ModelRequest,
  type ResolvedModel,
  remainingOf,
  type ThreadState,
  toUsd,
} from '#protocol';
import { paletteOf } from './calls/palette.ts';
import { endAtLimit } from './end-thread.ts';
import { inputBound } from './limits/input-bound.ts';
import { reachedLimit } from './limits/reached-limit.ts';
import { reserveCall } from './limits/reserve-call.ts';
import { secondsLeft } from './limits/seconds-left.ts';
import type { RunContext } from './run-context.ts';

/**
 * One call to the model: limits first, then the reservation, then the request, then its answer in the log. The check
 * of what is left and the event that reserves it are one step, so that no other thread can come between.
 */
export async function askModel(run: RunContext, thread: ThreadState): Promise<void> {
  const { ports, session } = run;
  const reached = reachedLimit(thread, ports.clock.now());
  if (reached) return endAtLimit(run, thread, reached);

  const model = ports.catalog.resolve({ id: thread.model });
  const request = await buildRequest(run, thread, model);
  let bound = inputBound(thread, request.system, request.messages, request.tools);
  const wanted = request.maxOutputTokens;
  if (!reserveCall(bound, wanted, model.price, remainingOf(session.state, thread)) && ports.model.countTokens) {
    bound = await ports.model.countTokens(request);
  }
  const left = remainingOf(session.state, thread);
  const reservation = reserveCall(bound, wanted, model.price, left);
  if (!reservation) return endAtSpendLimit(run, thread);

  const frame = { thread: thread.id, call_id: request.callId, turn: thread.turns.length + 1 } as const;
  await session.append({
    ...frame,
    type: 'model_call_started',
    data: {
      model: model.id,
      provider: ports.model.name,
      simulated: ports.model.simulated,
      attempt: thread.failuresInARow + 1,
      input_bound_tokens: bound,
      max_output_tokens: reservation.maxOutputTokens,
      reserved_usd: toUsd(reservation.amount),
    },
  });
  ports.probe('model-request-sent');
  const reply = await callModel(run, thread, { ...request, maxOutputTokens: reservation.maxOutputTokens });
  ports.probe('model-reply-received');
  // Recorded with whatever comes next: a tool's start, the next question, or the end of the thread.
  session.note(replyDraft(run, frame, reply, model, reservation.amount));
  ports.probe('model-reply-recorded');
}

/** Charges a call whose process died before its answer was recorded, so that the thread can ask again. */
export async function settleLostCall(run: RunContext, thread: ThreadState): Promise<void> {
  const open = thread.openModelCall;
  if (!open) return;
  await run.session.append({
    thread: thread.id,
    call_id: open.callId,
    turn: open.turn,
    cause: open.seq,
    type: 'model_call_failed',
    data: {
      category: 'interrupted',
      code: 'interrupted',
      message: 'the process ended before the answer was recorded',
      retryable: true,
      unsettled_usd: open.data.simulated ? 0 : open.data.reserved_usd,
    },
  });
}

async function buildRequest(run: RunContext, thread: ThreadState, model: ResolvedModel): Promise<ModelRequest> {
  const { ports, session } = run;
  const directive = await run.definitions.directive(thread.directive, thread.id);
  return {
    asker: {
      runId: session.state.runId,
      thread: thread.id,
      place: thread.place,
      directive: thread.directive,
      body: directive.body,
      inputs: thread.inputs,
      outputs: thread.declaredOutputs,
    },
    callId: `m${thread.modelCalls + 1}`,
    attempt: thread.failuresInARow + 1,
    model: model.id,
    system: thread.context?.system ?? '',
    messages: conversationOf(thread),
    tools: paletteOf(thread.capabilities, await run.tools(), thread.declaredOutputs, ports.settings.toolTokens),
    maxOutputTokens: Math.min(ports.settings.maxOutputTokens, model.maxOutputTokens),
  };
}

/** The thread's time ends a call in flight. */
async function callModel(run: RunContext, thread: ThreadState, request: ModelRequest): Promise<ModelReply> {
  const seconds = secondsLeft(thread, run.ports.clock.now());
  const done = new AbortController();
  const signals = [run.signalOf(thread.id), done.signal];
  const timeUp = new AbortController();
  if (seconds !== undefined) {
    void run.ports.clock.sleep(seconds * 1000, done.signal).then(() => timeUp.abort());
    signals.push(timeUp.signal);
  }
  try {
    return await run.ports.model.call(request, {
      signal: AbortSignal.any(signals),
      onDelta: (text) => run.observer.delta?.(thread.id, text),
    });
  } finally {
    done.abort();
  }
}

type Frame = Pick<EventDraft, 'thread' | 'call_id' | 'turn'>;

function replyDraft(
  run: RunContext,
  frame: Frame,
  reply: ModelReply,
  model: ResolvedModel,
  reserved: number,
): EventDraft {
  if (reply.ok) {
    const { content, stopReason, usage } = reply;
    return {
      ...frame,
      type: 'model_call_completed',
      data: { content, stop_reason: stopReason, usage, cost_usd: toUsd(costOf(usage, model.price)) },
    };
  }
  const { category, code, message, retryable, status, retryAfterMs, usage, mayHaveCost } = reply.failure;
  const interrupted = category === 'cancelled' && run.interrupt.aborted;
  const known = usage && costOf(usage, model.price);
  const unsettled = mayHaveCost && !run.ports.model.simulated ? Math.max(0, reserved - (known ?? 0)) : 0;
  return {
    ...frame,
    type: 'model_call_failed',
    data: {
      category: interrupted ? 'interrupted' : category,
      code,
      message,
      retryable: interrupted || retryable,
      ...(status !== undefined && { status }),
      ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }),
      ...(usage && { usage }),
      ...(known !== undefined && { cost_usd: toUsd(known) }),
      ...(unsettled > 0 && { unsettled_usd: toUsd(unsettled) }),
    },
  };
}

/** What can still be promised does not pay for the shortest answer: the limit is reached before the call. */
function endAtSpendLimit(run: RunContext, thread: ThreadState): Promise<void> {
  const { account } = thread;
  const payer = account.limit === undefined ? payerOf(run, thread) : thread;
  const spent = payer.account.own + payer.account.children;
  return endAtLimit(run, thread, { limit: 'spend', current: toUsd(spent), max: toUsd(payer.account.limit ?? 0) });
}

function payerOf(run: RunContext, thread: ThreadState): ThreadState {
  let payer = thread;
  while (payer.account.limit === undefined && payer.parent !== undefined)
    payer = run.session.threadOrThrow(payer.parent);
  return payer;
}
