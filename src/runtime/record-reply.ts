import {
  type ContentBlock,
  costOf,
  type EventDraft,
  eventSchemas,
  findFailureRule,
  type Json,
  type ModelFailure,
  type ModelReply,
  type ResolvedModel,
  type ThreadState,
  toUsd,
} from '#protocol';
import type { RunContext } from './run-context.ts';

type Frame = Pick<EventDraft, 'thread' | 'call_id' | 'turn'>;

/** What a call was promised, and for which model. */
export interface PricedCall {
  model: ResolvedModel;
  /** Nano-USD. */
  reserved: number;
  /** The longest answer that was asked for. */
  maxOutputTokens: number;
}

/**
 * The event of a model's reply. A provider's words are foreign input: what does not fit the log is a failure of the
 * call, not of the run; secrets go; and each tool call gets an id of its own.
 */
export async function replyDraft(
  run: RunContext,
  thread: ThreadState,
  frame: Frame,
  reply: ModelReply,
  call: PricedCall,
): Promise<EventDraft> {
  if (!reply.ok) return failureDraft(run, frame, reply.failure, call);
  const { stopReason, usage } = reply;
  const redacted = (await run.ports.redactor.json(reply.content as unknown as Json)) as unknown as ContentBlock[];
  const content = withOwnIds(redacted, thread);
  const data = { content, stop_reason: stopReason, usage, cost_usd: toUsd(costOf(usage, call.model.price)) };
  if (eventSchemas.model_call_completed.safeParse(data).success)
    return { ...frame, type: 'model_call_completed', data };
  const message = 'the provider answered with something that is no answer';
  const failure = {
    category: 'permanent',
    code: 'invalid_reply',
    message,
    retryable: false,
    mayHaveCost: true,
  } as const;
  return failureDraft(run, frame, failure, call);
}

async function failureDraft(
  run: RunContext,
  frame: Frame,
  failure: ModelFailure,
  call: PricedCall,
): Promise<EventDraft> {
  const { code, message, status, retryAfterMs, usage } = failure;
  // What a project knows better is decided here, once: the log says so, and nobody asks its rules again.
  const rule = findFailureRule(run.ports.failures, failure);
  const category = rule?.category ?? failure.category;
  const retryable = rule?.retryable ?? failure.retryable;
  const interrupted = category === 'cancelled' && run.interrupt.aborted;
  const known = usage && costOf(usage, call.model.price);
  const unsettled = run.ports.model.simulated ? 0 : unknownCost(failure, call);
  return {
    ...frame,
    type: 'model_call_failed',
    data: {
      category: interrupted ? 'interrupted' : category,
      code,
      message: await run.ports.redactor.text(message),
      retryable: interrupted || retryable,
      ...(status !== undefined && { status }),
      ...(retryAfterMs !== undefined && { retry_after_ms: retryAfterMs }),
      ...(rule && { rule: rule.id, ...(rule.wait && { wait: rule.wait }) }),
      ...(usage && { usage }),
      ...(known !== undefined && { cost_usd: toUsd(known) }),
      ...(unsettled > 0 && { unsettled_usd: toUsd(unsettled) }),
    },
  };
}

/**
 * What a failed call may have cost beyond what was reported of it, at most: nothing where that is the last word, the
 * rest of the longest answer where the input was counted, else all that was set aside. Nano-USD.
 */
function unknownCost({ mayHaveCost, usage, usageIsFinal }: ModelFailure, call: PricedCall): number {
  if (!mayHaveCost || usageIsFinal) return 0;
  if (!usage) return call.reserved;
  const longest = { ...usage, output_tokens: Math.max(usage.output_tokens, call.maxOutputTokens) };
  const most = Math.min(call.reserved, costOf(longest, call.model.price));
  return Math.max(0, most - costOf(usage, call.model.price));
}

/** Calls are told apart by their ids; a provider that repeats one, or gives none, gets it made unlike the others. */
function withOwnIds(content: ContentBlock[], thread: ThreadState): ContentBlock[] {
  if (!content.some(({ type }) => type === 'tool_use')) return content;
  const earlier = idsSoFar(thread);
  const own = new Set<string>();
  return content.map((block) => {
    if (block.type !== 'tool_use') return block;
    let id = block.id;
    for (let copy = 1; id === '' || earlier.has(id) || own.has(id); copy += 1)
      id = `${block.id || 'call'}-${thread.turns.length + 1}-${copy}`;
    own.add(id);
    return { ...block, id };
  });
}

/** Ids of the calls of a thread, by its turns, and of how many of them. */
const idsOf = new WeakMap<ThreadState['turns'], { turns: number; ids: Set<string> }>();

function carriedIds({ carried = [] }: ThreadState): string[] {
  return carried.flatMap(({ calls }) => calls.map(({ callId }) => callId));
}

/** Kept with the thread, so that a long one is not gone through for every answer. */
function idsSoFar(thread: ThreadState): ReadonlySet<string> {
  const known = idsOf.get(thread.turns) ?? { turns: 0, ids: new Set(carriedIds(thread)) };
  for (const { calls } of thread.turns.slice(known.turns)) for (const { callId } of calls) known.ids.add(callId);
  known.turns = thread.turns.length;
  idsOf.set(thread.turns, known);
  return known.ids;
}
