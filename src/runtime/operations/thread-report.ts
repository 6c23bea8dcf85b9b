import { type Json, type JsonObject, type ThreadState, threadCost, toNano, toUsd } from '#protocol';

/**
 * A thread as another thread is told of it: how it stands, what it returned, what it cost. One that was taken over from
 * another run is told of as it was there, so that whoever asks about it again is told the same.
 */
export function threadReport(thread: ThreadState): JsonObject {
  const { turns, usd: paid, saved_usd: saved = 0, ...own } = threadCost(thread);
  const usd = toUsd(toNano(paid) + toNano(saved));
  const input_tokens = own.input_tokens + (thread.takenOver?.usage.input_tokens ?? 0);
  const output_tokens = own.output_tokens + (thread.takenOver?.usage.output_tokens ?? 0);
  return {
    thread_id: thread.id,
    place: thread.place,
    directive: thread.directive,
    status: thread.status,
    ...(thread.outputs && { outputs: thread.outputs }),
    ...(thread.result !== undefined && { result: thread.result }),
    ...(thread.error && { error: { code: thread.error.code, message: thread.error.message } }),
    ...(thread.continuationOf !== undefined && { continuation_of: thread.continuationOf }),
    ...(thread.waitsOn.length > 0 && { waits_on: thread.waitsOn as Json[] }),
    cost: { usd, turns, input_tokens, output_tokens },
  };
}
