import { type Json, type JsonObject, type ThreadState, threadCost } from '#protocol';

/** A thread as another thread is told of it: how it stands, what it returned, what it cost. */
export function threadReport(thread: ThreadState): JsonObject {
  const { usd, turns, input_tokens, output_tokens } = threadCost(thread);
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
