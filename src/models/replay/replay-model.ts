import type { Event, ModelFailure, ModelPort, ModelReply, ModelRequest, Usage } from '#protocol';
import { chooseCall } from './choose-call.ts';
import { compareRequest } from './compare-request.ts';
import type { Vocabulary } from './match-text.ts';
import { Names } from './names.ts';
import { type RecordedCall, type Recording, recordedCalls } from './recorded-calls.ts';
import { translated, vocabularyFor } from './retell.ts';

/**
 * A recorded run answers in the model's place: the thread at the same place, asking the same, hears the same. What
 * differs from run to run by its nature (ids of threads and of the run, times) is translated; anything else that differs
 * is a failure of category `replay_miss` that names the place, the call and the first difference. No request ever
 * leaves, and failures are repeated without their waits.
 * @param events The recorded run's, in order.
 * @see docs/adr/0008-replay-is-by-place.md
 */
export function createReplayModel(events: readonly Event[]): ModelPort {
  const recording = recordedCalls(events);
  const names = new Names();
  return {
    name: `replay:${recording.runId}`,
    simulated: true,
    async call(request, { signal, onDelta }) {
      if (signal.aborted) return cancelled();
      const call = chooseCall(recording.calls.get(request.asker.place) ?? [], request);
      if (!call) return missed(recording, request, whyNone(recording, request));
      const vocabulary = vocabularyFor(recording, names.fork(), request);
      const difference = compareRequest(call, request, vocabulary);
      if (difference) {
        const { path, recorded, asked } = difference;
        return missed(recording, request, `${path} differs: ${recorded} was recorded, ${asked} is asked`);
      }
      names.take(vocabulary.names);
      if (isCancelled(call)) return whenCancelled(recording, request, signal);
      const reply = replyOf(recording, call, request, vocabulary);
      if (reply.ok) for (const block of reply.content) if (block.type === 'text') onDelta?.(block.text);
      return reply;
    },
    async countTokens(request) {
      const usage = usageOf(chooseCall(recording.calls.get(request.asker.place) ?? [], request));
      return usage && usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens;
    },
  };
}

function replyOf(
  recording: Recording,
  { end }: RecordedCall,
  request: ModelRequest,
  vocabulary: Vocabulary,
): ModelReply {
  if (end?.kind === 'completed') {
    const { content, stop_reason: stopReason, usage } = end.data;
    if (usage.output_tokens > request.maxOutputTokens) {
      const why = `the recorded answer has ${usage.output_tokens} tokens, and ${request.maxOutputTokens} are left to be paid for`;
      return missed(recording, request, why);
    }
    return { ok: true, content: content.map((block) => translated(block, vocabulary)), stopReason, usage };
  }
  if (!end) return missed(recording, request, 'no answer was recorded');
  const { category, code, message, retryable, status, usage } = end.data;
  const failure: ModelFailure = {
    category,
    code,
    message,
    retryable,
    // There is nobody to wait for.
    retryAfterMs: 0,
    mayHaveCost: false,
    ...(status !== undefined && { status }),
    ...(usage && { usage, usageIsFinal: true }),
  };
  return { ok: false, failure };
}

function usageOf(call: RecordedCall | undefined): Usage | undefined {
  return call?.end?.data.usage;
}

function isCancelled({ end }: RecordedCall): boolean {
  return end?.kind === 'failed' && end.data.category === 'cancelled';
}

/**
 * The recorded call was ended by its own run: another thread cancelled it, its parent failed, its time was up. The same
 * will happen here. What a person ended, nobody will end again.
 */
async function whenCancelled(recording: Recording, request: ModelRequest, signal: AbortSignal): Promise<ModelReply> {
  const { state } = recording;
  const thread = state.threads.get(state.byPlace.get(request.asker.place) ?? '');
  const by = thread?.endedBy?.by;
  const fromWithin = thread?.limitReached !== undefined || by === 'rye' || state.byPlace.has(by ?? '');
  if (!fromWithin) return missed(recording, request, `the recorded call was cancelled by ${by ?? 'somebody'}`);
  if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
  return cancelled();
}

function whyNone({ calls }: Recording, { asker }: ModelRequest): string {
  const recorded = calls.get(asker.place);
  if (!recorded) return 'the recorded run asked nothing at this place';
  return `the ${recorded.length} recorded calls of this place hold no such turn and attempt`;
}

function missed({ runId }: Recording, request: ModelRequest, why: string): ModelReply {
  const { asker, callId } = request;
  const message = `replay:${runId} has no answer for ${asker.place}, call ${callId}: ${why}`;
  return {
    ok: false,
    failure: { category: 'replay_miss', code: 'replay_miss', message, retryable: false, mayHaveCost: false },
  };
}

function cancelled(): ModelReply {
  const message = 'The call was cancelled.';
  return {
    ok: false,
    failure: { category: 'cancelled', code: 'cancelled', message, retryable: false, mayHaveCost: false },
  };
}
