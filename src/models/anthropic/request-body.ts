import type {
  MessageCountTokensParams,
  MessageCreateParamsStreaming,
  MessageParam,
  Tool,
} from '@anthropic-ai/sdk/resources/messages';
import type { Message, ModelRequest } from '#protocol';

type Content = Exclude<MessageParam['content'], string>;
type Block = Content[number];

/** Content up to a mark is kept by the provider for five minutes, and read at a tenth of the price. */
const CACHE = { cache_control: { type: 'ephemeral' } } as const;

/**
 * A request in the words of the Messages API.
 *
 * Four marks for the cache, as many as there may be: behind the tools, behind the system text, behind the conversation,
 * and where the conversation ended at the last request. The provider looks for a kept beginning only some twenty blocks
 * back from a mark; a turn that makes a dozen calls adds more, and without the fourth mark would miss what it wrote.
 */
export function messageBody(request: ModelRequest): MessageCreateParamsStreaming {
  return { ...countBody(request), max_tokens: request.maxOutputTokens, stream: true };
}

/** The same request as its input is counted. */
export function countBody({ model, system, messages, tools }: ModelRequest): MessageCountTokensParams {
  return {
    model,
    messages: markEnds(messages.map(messageOf)),
    ...(system !== '' && { system: [{ type: 'text', text: system, ...CACHE }] }),
    ...(tools.length > 0 && { tools: markLast(tools.map((tool) => ({ ...tool }) as Tool)) }),
  };
}

/** The API refuses an empty text. */
function messageOf({ role, content }: Message): { role: 'user' | 'assistant'; content: Block[] } {
  return { role, content: content.filter((block) => block.type !== 'text' || block.text !== '') };
}

/** Marks the last message, and the last of the user's before it: the end of the request before this one. */
function markEnds(messages: { role: 'user' | 'assistant'; content: Block[] }[]): MessageParam[] {
  const last = messages.length - 1;
  const before = messages.findLastIndex(({ role }, index) => role === 'user' && index < last);
  return messages.map((message, index) =>
    index === last || index === before ? { ...message, content: markLastBlock(message.content) } : message,
  );
}

/** Thinking takes no mark of its own. */
function markLastBlock(content: Block[]): Block[] {
  const marked = content.findLastIndex(({ type }) => type !== 'thinking' && type !== 'redacted_thinking');
  return content.map((block, index) => (index === marked ? ({ ...block, ...CACHE } as Block) : block));
}

function markLast(tools: Tool[]): Tool[] {
  return tools.map((tool, index) => (index === tools.length - 1 ? { ...tool, ...CACHE } : tool));
}
