import type { ModelRequest, ThreadState } from '#protocol';

/** What a request's frame may add to the texts in it, in tokens. */
const FRAME_TOKENS = 64;

/**
 * An upper bound of a request's input tokens. A token is at least a byte, so what was added since the last answered
 * call costs at most its bytes; that call's own count is known from its usage, and holds where the same provider counted
 * the same model, system text and tools.
 */
export function inputBound(thread: ThreadState, request: ModelRequest, frame: string): number {
  const { system, messages, tools } = request;
  const { lastInput } = thread;
  if (lastInput === undefined || lastInput.frame !== frame) return bytes([system, messages, tools]) + FRAME_TOKENS;
  const since = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant'));
  return lastInput.tokens + bytes(since) + FRAME_TOKENS;
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
