import { describe, expect, it, test } from 'vitest';
import type { ContentBlock, ModelReply } from '#protocol';
import { MessageReader } from '../../../src/models/anthropic/message-reader.ts';
import { readFrames } from '../../../src/models/anthropic/read-frames.ts';
import {
  blockFrames,
  errorFrame,
  frame,
  messageFrames,
  readReported,
  startFrame,
} from '../../helpers/messages-frames.ts';

const CALL: ContentBlock = {
  type: 'tool_use',
  id: 'toolu_1',
  name: 'rye_file_system_write',
  input: { path: 'a.md', content: 'Grüße 🌍, "quoted"\n' },
};
const USAGE = { input_tokens: 30, cache_read_tokens: 400, cache_write_tokens: 50, output_tokens: 60 };

describe('a streamed message', () => {
  it('is read whole, with text, calls, and thinking with its signature', async () => {
    const content: ContentBlock[] = [
      { type: 'thinking', thinking: 'What is to be done?', signature: 'c2ln' },
      { type: 'redacted_thinking', data: 'aGlk' },
      { type: 'text', text: 'Writing “it” 🌍.' },
      CALL,
      { ...CALL, id: 'toolu_2', input: {} },
    ];
    expect(await read(messageFrames({ content, usage: USAGE, chunk: 1 }))).toEqual({
      reply: { ok: true, content, stopReason: 'tool_use', usage: USAGE },
      text: 'Writing “it” 🌍.',
    });
  });

  test.each(['end_turn', 'max_tokens', 'stop_sequence', 'refusal', 'pause_turn'])(
    'may stop for %s',
    async (stopReason) => {
      const { reply } = await read(messageFrames({ content: [{ type: 'text', text: 'so' }], stopReason }));
      expect(reply).toMatchObject({ ok: true, stopReason, content: [{ type: 'text', text: 'so' }] });
    },
  );

  it('whose window is full was cut off at the longest', async () => {
    const full = messageFrames({
      content: [{ type: 'text', text: 'so' }],
      stopReason: 'model_context_window_exceeded',
    });
    expect((await read(full)).reply).toMatchObject({ ok: true, stopReason: 'max_tokens' });
  });

  it('is understood without SSE names, with CRLF, comments, and events that nobody knows yet', async () => {
    const frames = messageFrames({ content: [{ type: 'text', text: 'so' }] });
    const nameless = frames.map((each) => each.replace(/^event: .*\n/, ''));
    const odd = [': hello\n\n', frame('message_thought', { deep: true }), ...nameless];
    const { reply } = await read(odd.map((each) => each.replaceAll('\n', '\r\n')));
    expect(reply).toMatchObject({ ok: true, content: [{ type: 'text', text: 'so' }] });
  });

  it('leaves out blocks and deltas of kinds that rye never asks for', async () => {
    const frames = [
      startFrame(),
      frame('content_block_start', {
        index: 0,
        content_block: { type: 'server_tool_use', id: 's', name: 'x', input: {} },
      }),
      frame('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{' } }),
      frame('content_block_stop', { index: 0 }),
      ...blockFrames({ type: 'text', text: 'so' }, 1),
      frame('content_block_delta', { index: 1, delta: { type: 'citations_delta', citation: {} } }),
      ...messageFrames({ content: [] }).slice(-2),
    ];
    expect((await read(frames)).reply).toMatchObject({ content: [{ type: 'text', text: 'so' }] });
  });

  it('takes a count that is told again as the new total, and null as nothing told', async () => {
    const frames = messageFrames({ content: [], usage: USAGE });
    const told = frame('message_delta', {
      delta: { stop_reason: 'end_turn' },
      usage: { output_tokens: 99, input_tokens: null, cache_read_input_tokens: 401 },
    });
    const { reply } = await read([...frames.slice(0, -2), told, frame('message_stop')]);
    expect(reply).toMatchObject({ usage: { ...USAGE, output_tokens: 99, cache_read_tokens: 401 } });
  });

  it('ends with its last event, whatever the server sends after it', async () => {
    const frames = messageFrames({ content: [{ type: 'text', text: 'so' }] });
    expect((await read([...frames, errorFrame('overloaded_error')])).reply).toMatchObject({ ok: true });
  });
});

describe('a call', () => {
  const frames = messageFrames({ content: [{ type: 'text', text: 'Now.' }, CALL], usage: USAGE, chunk: 5 });
  const bytes = Buffer.from(frames.join(''));

  it('does not exist, whichever byte the stream is cut at, and what was reported until there is kept', async () => {
    for (let cut = 0; cut < bytes.length; cut += 1) {
      const reader = new MessageReader();
      await expect(take(reader, [bytes.subarray(0, cut)]), `cut at ${cut}`).rejects.toMatchObject({
        code: 'stream_cut',
      });
      expect(reader.usage, `cut at ${cut}`).toEqual(reportedUntil(frames, cut));
    }
  });

  it('is the same, wherever the network breaks the stream into pieces', async () => {
    const whole = await take(new MessageReader(), [bytes]);
    for (let cut = 1; cut < bytes.length; cut += 7) {
      const reply = await take(new MessageReader(), [bytes.subarray(0, cut), bytes.subarray(cut)]);
      expect(reply).toEqual(whole);
    }
  });

  test.each([
    ['ends too soon', '{"path": "a.md", "cont'],
    ['is no JSON', '{path: a}'],
    ['is no object', '["a.md"]'],
    ['is null', 'null'],
    ['is followed by more', '{"path": "a.md"}}'],
  ])('whose input %s was not made', async (_what, json) => {
    const reader = new MessageReader();
    await expect(take(reader, [withInput(json)])).rejects.toMatchObject({ code: 'half_read_call' });
    expect(reader.usage).toEqual(USAGE);
    expect(reader.usageIsFinal).toBe(true);
  });

  it('whose block never ended was not made', async () => {
    const unclosed = frames.filter((each) => !/content_block_stop.*"index":1/s.test(each));
    expect(unclosed).toHaveLength(frames.length - 1);
    await expect(take(new MessageReader(), [Buffer.from(unclosed.join(''))])).rejects.toMatchObject({
      code: 'half_read_call',
    });
  });

  test.each(['max_tokens', 'refusal'])(
    'in a message that stopped for %s does not exist; its text does',
    async (stopReason) => {
      const content: ContentBlock[] = [
        { type: 'text', text: 'Now.' },
        { type: 'thinking', thinking: 'then', signature: 's' },
        CALL,
      ];
      const { reply } = await read(messageFrames({ content, stopReason }));
      expect(reply).toMatchObject({ ok: true, stopReason, content: [{ type: 'text', text: 'Now.' }] });
    },
  );

  it('in a message that stopped for another reason is not believed', async () => {
    const odd = messageFrames({ content: [CALL], stopReason: 'end_turn' });
    await expect(read(odd)).rejects.toMatchObject({ code: 'half_read_call' });
  });

  function withInput(json: string): Buffer {
    const start = frame('content_block_start', {
      index: 0,
      content_block: { type: 'tool_use', id: 't', name: 'write', input: {} },
    });
    const delta = frame('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: json } });
    const [begin, ...rest] = messageFrames({ content: [], stopReason: 'tool_use', usage: USAGE });
    return Buffer.from([begin, start, delta, frame('content_block_stop', { index: 0 }), ...rest].join(''));
  }
});

describe('a stream that is none', () => {
  test.each([
    ['no JSON', 'data: {"type": \n\n', 'malformed_frame'],
    ['no object', 'data: 7\n\n', 'malformed_frame'],
    ['an event of a wrong shape', frame('content_block_start', { index: 'x' }), 'malformed_frame'],
    ['a negative count', startFrame({ input_tokens: -1 }), 'malformed_frame'],
    ['a block that goes on before it began', frame('content_block_stop', { index: 3 }), 'malformed_frame'],
  ])('with %s is not read on', async (_what, text, code) => {
    await expect(read([text])).rejects.toMatchObject({ code });
  });

  it('without usage is no answer: what it costs is not known', async () => {
    const frames = messageFrames({ content: [] }).map((each) => each.replace(/"usage"/g, '"used"'));
    await expect(read(frames)).rejects.toMatchObject({ code: 'no_usage' });
  });

  it('takes no answer whose output was never counted: it would be charged for its first token alone', () => {
    const reader = new MessageReader();
    const frames = [
      { type: 'message_start', message: { usage: { input_tokens: 10, output_tokens: 1 } } },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'a long answer' } },
      { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
      { type: 'message_stop' },
    ];
    for (const frame of frames) reader.take(JSON.stringify(frame));
    expect(() => reader.reply()).toThrow('does not say what it used');
    expect(reader.usageIsFinal).toBe(false);
  });

  it('with a reason to stop that nobody knows is no answer', async () => {
    await expect(read(messageFrames({ content: [], stopReason: 'bored' }))).rejects.toMatchObject({
      code: 'unknown_stop_reason',
    });
  });

  it('with an error in it says which', async () => {
    await expect(read([startFrame(), errorFrame('overloaded_error', 'full')])).rejects.toMatchObject({
      type: 'overloaded_error',
      message: 'full',
    });
    await expect(read([frame('error')])).rejects.toMatchObject({ type: 'api_error' });
  });

  it('but a page is told apart from a stream', async () => {
    const page = new Response('<html>', { headers: { 'content-type': 'text/html' } });
    const reading = (async () => {
      for await (const each of readFrames(page, () => undefined)) expect(each).toBe('never');
    })();
    await expect(reading).rejects.toThrow('the answer is text/html, not a stream of events');
  });
});

async function read(frames: string[]): Promise<{ reply: ModelReply; text: string }> {
  const heard: string[] = [];
  const reply = await take(
    new MessageReader(),
    frames.map((each) => Buffer.from(each)),
    heard,
  );
  return { reply, text: heard.join('') };
}

async function take(reader: MessageReader, pieces: Buffer[], heard: string[] = []): Promise<ModelReply> {
  const response = new Response(ReadableStream.from(pieces) as unknown as ReadableStream<Uint8Array>, {
    headers: { 'content-type': 'text/event-stream' },
  });
  for await (const each of readFrames(response, () => undefined)) {
    const text = reader.take(each);
    if (text !== '') heard.push(text);
  }
  return reader.reply();
}

/** What the events that lie wholly before a byte tell. */
function reportedUntil(frames: string[], cut: number): unknown {
  let end = 0;
  let usage: object | undefined;
  for (const each of frames) {
    end += Buffer.byteLength(each);
    const told = readReported(each);
    if (end <= cut && told) usage = { ...usage, ...told };
  }
  return usage;
}
