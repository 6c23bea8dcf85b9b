import { frameOf, type Json, type ModelRequest } from '#protocol';
import { type Difference, firstDifference } from './first-difference.ts';
import type { Vocabulary } from './match-text.ts';
import type { RecordedCall } from './recorded-calls.ts';

/**
 * The first place at which a request differs from the recorded one. The log has the texts of a conversation, the names
 * of its tools, and a hash of all that surrounds it; how long the answer may be depends on what is left to spend, and
 * is no part of what was asked.
 */
export function compareRequest(
  recorded: RecordedCall,
  request: ModelRequest,
  vocabulary: Vocabulary,
): Difference | undefined {
  const tools = request.tools.map(({ name }) => name);
  const parts: [string, unknown, unknown][] = [
    ['model', recorded.started.model, request.model],
    ['system', recorded.system, request.system],
    ['tools', recorded.tools, tools],
    ['messages', recorded.messages, request.messages],
  ];
  for (const [path, was, is] of parts) {
    const found = firstDifference(was as Json, is as Json, path, vocabulary);
    if (found) return found;
  }
  const { frame, provider } = recorded.started;
  if (frame === undefined || frame === frameOf(provider, request)) return undefined;
  return { path: 'tools', recorded: 'other descriptions or schemas', asked: 'those of now' };
}
