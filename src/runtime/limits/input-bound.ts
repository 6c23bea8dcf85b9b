import type { Message, ThreadState, ToolDescription } from '#protocol';

/** What a request's frame may add to the texts in it, in tokens. */
const FRAME_TOKENS = 64;

/**
 * An upper bound of a request's input tokens. A token is at least a byte, so what was added since the last answered
 * call costs at most its bytes; that call's own count is known from its usage.
 */
export function inputBound(thread: ThreadState, system: string, messages: Message[], tools: ToolDescription[]): number {
  const last = thread.turns.at(-1);
  if (thread.lastInputTokens === undefined || !last) {
    return bytes([system, messages, tools]) + FRAME_TOKENS;
  }
  const since = messages.slice(messages.findLastIndex(({ role }) => role === 'assistant'));
  return thread.lastInputTokens + bytes(since) + FRAME_TOKENS;
}

function bytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
