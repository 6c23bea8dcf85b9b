import type { ContentBlock, Message, ModelRequest, Usage } from '#protocol';

/** English prose and code come to between three and four characters a token; only an estimate is claimed. */
const CHARS_PER_TOKEN = 3.5;

export function tokensFor(chars: number): number {
  return Math.ceil(chars / CHARS_PER_TOKEN);
}

/** The most characters that this many tokens can stand for. */
export function charsFor(tokens: number): number {
  return Math.floor(tokens * CHARS_PER_TOKEN);
}

/** Made-up input tokens of a request: the length of everything that a real model would read. */
export function inputTokens(request: ModelRequest): number {
  const tools = request.tools.reduce(
    (sum, tool) => sum + tool.name.length + tool.description.length + JSON.stringify(tool.input_schema).length,
    0,
  );
  return tokensFor(
    request.system.length + tools + request.messages.reduce((sum, message) => sum + lengthOf(message.content), 0),
  );
}

/** Made-up output tokens of an answer. */
export function outputTokens(content: ContentBlock[]): number {
  return tokensFor(lengthOf(content));
}

function lengthOf(content: Message['content']): number {
  return content.reduce((sum, block) => sum + blockLength(block), 0);
}

function blockLength(block: Message['content'][number]): number {
  switch (block.type) {
    case 'text':
      return block.text.length;
    case 'tool_use':
      return block.name.length + JSON.stringify(block.input).length;
    case 'tool_result':
      return block.content.length;
    case 'thinking':
      return block.thinking.length;
    case 'redacted_thinking':
      return block.data.length;
  }
}

/** Usage of an answer; `given` overrides key by key, but no call answers more than it was allowed to. */
export function simulateUsage(
  request: ModelRequest,
  content: ContentBlock[],
  given: { [Key in keyof Usage]?: number | undefined } = {},
): Usage {
  return {
    input_tokens: given.input_tokens ?? inputTokens(request),
    output_tokens: Math.min(given.output_tokens ?? outputTokens(content), request.maxOutputTokens),
    cache_read_tokens: given.cache_read_tokens ?? 0,
    cache_write_tokens: given.cache_write_tokens ?? 0,
  };
}
