import type { ContentBlock, Json, JsonObject, Usage } from '#protocol';

export const noUsage: Usage = { input_tokens: 0, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0 };

/** One server-sent event of the Messages API. */
export function frame(type: string, data: JsonObject = {}): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`;
}

/** An error in the middle of a stream: it has a type and no status. */
export function errorFrame(type: string, message = 'it went wrong'): string {
  return frame('error', { error: { type, message } });
}

export interface MessageFacts {
  content: ContentBlock[];
  stopReason?: string;
  usage?: Partial<Usage>;
  /** Characters of text or JSON in one event. */
  chunk?: number;
}

/** A whole answer as events, its usage told as the API tells it: input first, output in the end. */
export function messageFrames({ content, stopReason, usage = {}, chunk = 20 }: MessageFacts): string[] {
  const calls = content.some(({ type }) => type === 'tool_use');
  return [
    startFrame(usage),
    frame('ping'),
    ...content.flatMap((block, index) => blockFrames(block, index, chunk)),
    frame('message_delta', {
      delta: { stop_reason: stopReason ?? (calls ? 'tool_use' : 'end_turn'), stop_sequence: null },
      usage: { output_tokens: usage.output_tokens ?? 7 },
    }),
    frame('message_stop'),
  ];
}

export function startFrame(usage: Partial<Usage> = {}): string {
  const told = { input_tokens: 100, ...usage };
  return frame('message_start', {
    message: {
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'a-model',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: told.input_tokens,
        cache_read_input_tokens: told.cache_read_tokens ?? 0,
        cache_creation_input_tokens: told.cache_write_tokens ?? 0,
        output_tokens: 1,
      },
    },
  });
}

/** One block as events. */
export function blockFrames(block: ContentBlock, index: number, chunk = 20): string[] {
  const start = (content_block: JsonObject): string => frame('content_block_start', { index, content_block });
  const delta = (data: JsonObject): string => frame('content_block_delta', { index, delta: data });
  const stop = frame('content_block_stop', { index });
  switch (block.type) {
    case 'text':
      return [
        start({ type: 'text', text: '' }),
        ...pieces(block.text, chunk).map((text) => delta({ type: 'text_delta', text })),
        stop,
      ];
    case 'tool_use': {
      const json = Object.keys(block.input).length === 0 ? '' : JSON.stringify(block.input);
      return [
        start({ type: 'tool_use', id: block.id, name: block.name, input: {} }),
        ...['', ...pieces(json, chunk)].map((partial_json) => delta({ type: 'input_json_delta', partial_json })),
        stop,
      ];
    }
    case 'thinking':
      return [
        start({ type: 'thinking', thinking: '', signature: '' }),
        ...pieces(block.thinking, chunk).map((thinking) => delta({ type: 'thinking_delta', thinking })),
        delta({ type: 'signature_delta', signature: block.signature }),
        stop,
      ];
    case 'redacted_thinking':
      return [start({ type: 'redacted_thinking', data: block.data }), stop];
  }
}

/** What an event tells of the usage, in rye's words. */
export function readReported(text: string): Partial<Usage> | undefined {
  const data = /^data: (.*)$/m.exec(text)?.[1];
  if (data === undefined) return undefined;
  const usage = usageIn(data);
  if (!usage) return undefined;
  const at = (key: string): number | undefined => (typeof usage[key] === 'number' ? usage[key] : undefined);
  const told = {
    input_tokens: at('input_tokens'),
    output_tokens: at('output_tokens'),
    cache_read_tokens: at('cache_read_input_tokens'),
    cache_write_tokens: at('cache_creation_input_tokens'),
  };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined)) as Partial<Usage>;
}

function usageIn(data: string): Record<string, Json> | undefined {
  try {
    const event = JSON.parse(data) as { usage?: Record<string, Json>; message?: { usage?: Record<string, Json> } };
    return event.usage ?? event.message?.usage;
  } catch {
    return undefined;
  }
}

function pieces(text: string, size: number): string[] {
  return text.match(new RegExp(`[\\s\\S]{1,${size}}`, 'g')) ?? [];
}
