import {
  conversationOf,
  frameOf,
  interpolateInputs,
  isMoneyInFlight,
  type ModelRequest,
  type NanoUsd,
  type ResolvedModel,
  remainingOf,
  type ThreadState,
  toUsd,
} from '#protocol';
import { callInTime } from './call-in-time.ts';
import { draftLostCall } from './draft-lost-call.ts';
import { endAtLimit } from './limits/end-at-limit.ts';
import { inputBound } from './limits/input-bound.ts';
import { reachedLimit } from './limits/reached-limit.ts';
import { type CallReservation, leastReservation, reserveCall } from './limits/reserve-call.ts';
import { replyDraft } from './record-reply.ts';
import type { RunContext } from './run-context.ts';
import { recallAnswer } from './since/recall-answer.ts';

/**
 * One call to the model: limits first, then the reservation, then the request, then its answer in the log.
 *
 * Where the money that is left does not do only because other calls hold some of it, the thread waits for one of them to
 * settle; where no call holds any, the limit is reached.
 */
export async function askModel(run: RunContext, thread: ThreadState): Promise<void> {
  const { ports, session } = run;
  const model = ports.catalog.resolve({ id: thread.model });
  const request = await buildRequest(run, thread, model);
  const frame = frameOf(ports.model.name, request);
  if (await recallAnswer(run, thread, { request, model: model.id, frame })) return;
  const bound = await boundInput(run, thread, request, { model, frame });
  const signal = run.signalOf(thread.id);
  // Paused on the way: it is asked when it goes on.
  while (!signal.aborted && !thread.pause) {
    const reached = reachedLimit(thread, ports.clock.now());
    if (reached) return endAtLimit(run, thread, reached);
    // From here to the append that reserves it nothing else may run: another thread could promise the same money.
    const left = remainingOf(session.state, thread);
    const reservation = reserveCall(bound, request.maxOutputTokens, model.price, left);
    if (reservation) return makeCall(run, thread, { request, model, frame, bound, reservation });
    if (!isMoneyInFlight(session.state, thread))
      return endAtSpendLimit(run, thread, leastReservation(bound, model.price));
    await untilMoreMoney(run, thread.id, signal);
  }
}

async function untilMoreMoney({ session }: RunContext, id: string, signal: AbortSignal): Promise<void> {
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  await Promise.race([session.nextSettlement(either), session.whenPaused(id, either)]);
  over.abort();
}

interface Call {
  request: ModelRequest;
  model: ResolvedModel;
  frame: string;
  /** Input tokens, at most. */
  bound: number;
  reservation: CallReservation;
}

async function makeCall(
  run: RunContext,
  thread: ThreadState,
  { request, model, frame, bound, reservation }: Call,
): Promise<void> {
  const { ports, session } = run;
  const { maxOutputTokens, amount } = reservation;
  const envelope = { thread: thread.id, call_id: request.callId, turn: thread.turns.length + 1 } as const;
  await session.append({
    ...envelope,
    type: 'model_call_started',
    data: {
      model: model.id,
      provider: ports.model.name,
      simulated: ports.model.simulated,
      attempt: thread.failuresInARow + 1,
      frame,
      input_bound_tokens: bound,
      max_output_tokens: maxOutputTokens,
      reserved_usd: toUsd(amount),
    },
  });
  ports.probe('model-request-sent');
  const { reply, timeUp } = await callInTime(run, thread, { ...request, maxOutputTokens });
  ports.probe('model-reply-received');
  // Recorded with whatever comes next: a tool's start, the next question, or the end of the thread.
  session.note(await replyDraft(run, thread, envelope, reply, { model, reserved: amount, maxOutputTokens }));
  run.live.end({ thread: thread.id, call_id: request.callId });
  ports.probe('model-reply-recorded');
  const outOfTime = timeUp ? reachedLimit(thread, ports.clock.now()) : undefined;
  if (outOfTime) await endAtLimit(run, thread, outOfTime);
}

/**
 * The most input tokens that the request can be charged for. The provider's own count decides where the bound by bytes
 * alone would refuse the call; a simulated one may be told by its script to use more than any text could.
 */
async function boundInput(
  run: RunContext,
  thread: ThreadState,
  request: ModelRequest,
  { model, frame }: { model: ResolvedModel; frame: string },
): Promise<number> {
  const { model: provider } = run.ports;
  const bound = inputBound(thread, request, frame) + (provider.overheadTokens ?? 0);
  if (!provider.countTokens) return bound;
  const count = async (): Promise<number | undefined> =>
    provider.countTokens?.(request, { signal: run.signalOf(thread.id) });
  if (provider.simulated) return Math.max(bound, (await count()) ?? 0);
  const fits = reserveCall(bound, request.maxOutputTokens, model.price, remainingOf(run.session.state, thread));
  return fits ? bound : ((await count()) ?? bound);
}

/** Charges a call whose answer was not recorded, so that the thread can ask again, or end with nothing set aside. */
export async function settleLostCall(run: RunContext, thread: ThreadState): Promise<void> {
  const drafts = draftLostCall(thread);
  if (drafts.length > 0) await run.session.append(...drafts);
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
      body: interpolateInputs(directive.body, thread.inputs, ports.promptEnv).value,
      inputs: thread.inputs,
      outputs: thread.declaredOutputs,
    },
    callId: `m${thread.modelCalls + 1}`,
    attempt: thread.failuresInARow + 1,
    model: model.id,
    system: thread.context?.system ?? '',
    messages: conversationOf(thread),
    tools: await run.palette(thread),
    maxOutputTokens: Math.min(ports.settings.maxOutputTokens, model.maxOutputTokens),
  };
}

/** What can still be promised does not pay for the shortest answer: the limit is reached before the call. */
function endAtSpendLimit(run: RunContext, thread: ThreadState, need: NanoUsd): Promise<void> {
  const { account } = thread;
  const payer = account.limit === undefined ? payerOf(run, thread) : thread;
  const spent = payer.account.own + payer.account.children;
  return endAtLimit(
    run,
    thread,
    { limit: 'spend', current: toUsd(spent), max: toUsd(payer.account.limit ?? 0) },
    toUsd(need),
  );
}

function payerOf(run: RunContext, thread: ThreadState): ThreadState {
  let payer = thread;
  while (payer.account.limit === undefined && payer.parent !== undefined)
    payer = run.session.threadOrThrow(payer.parent);
  return payer;
}
