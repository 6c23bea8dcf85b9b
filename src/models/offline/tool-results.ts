import type { Json, Message, ToolResultBlock } from '#protocol';

/** The tool results of a conversation by the id of their call. */
export function toolResults(messages: Message[]): Map<string, ToolResultBlock> {
  const results = new Map<string, ToolResultBlock>();
  for (const message of messages) {
    if (message.role !== 'user') continue;
    for (const block of message.content) if (block.type === 'tool_result') results.set(block.tool_use_id, block);
  }
  return results;
}

/** A result as data: parsed where it is JSON, else its text; a failed one always has `is_error` and `error`. */
export function resultValue(block: ToolResultBlock): Json {
  const value = parseJson(block.content);
  if (block.is_error !== true) return value;
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { is_error: true, error: value };
  return { error: block.content, ...value, is_error: true };
}

function parseJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}
