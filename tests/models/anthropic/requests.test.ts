import { describe, expect, it } from 'vitest';
import type { Message, ToolDescription } from '#protocol';
import { messageFrames } from '../../helpers/messages-frames.ts';
import type { MessagesBody } from '../../helpers/messages-server.ts';
import { type PromptCache, promptCache } from '../../helpers/prompt-cache.ts';
import { aRequest } from '../offline/offline-thread.ts';
import { ask, asking, KEY, never } from './asking.ts';

const tools: ToolDescription[] = ['look', 'write'].map((name) => ({
  name,
  description: `To ${name}.`,
  input_schema: { type: 'object' },
}));
const answer = { frames: messageFrames({ content: [{ type: 'text', text: 'so' }] }) };

describe('a request', () => {
  it('streams, and says who asks, for what and how much', async () => {
    const site = await asking(() => answer);
    await ask(site, { tools, maxOutputTokens: 1234 });
    const [{ path, headers, body } = missing()] = site.server.journal;
    expect(path).toBe('/v1/messages');
    expect(headers['authorization']).toBe(`Bearer ${KEY}`);
    expect(headers['anthropic-version']).toMatch(/^20\d\d-\d\d-\d\d$/);
    expect(body).toMatchObject({
      model: 'claude-haiku-4-5',
      max_tokens: 1234,
      stream: true,
      system: [{ type: 'text', text: 'You are a scout.' }],
      tools,
      messages: [{ role: 'user', content: [{ type: 'text', text: 'Go.' }] }],
    });
  });

  it('to a server that needs no key holds none', async () => {
    const site = await asking(() => answer, { apiKey: '' });
    expect(await ask(site)).toMatchObject({ ok: true });
    expect(site.server.journal[0]?.headers['authorization']).toBeUndefined();
    expect(site.server.journal[0]?.headers['x-api-key']).toBeUndefined();
  });

  it('leaves out what is empty: the API refuses it', async () => {
    const site = await asking(() => answer);
    const said: Message = {
      role: 'assistant',
      content: [
        { type: 'text', text: '' },
        { type: 'text', text: 'so' },
      ],
    };
    const messages: Message[] = [...aRequest().messages, said, ...aRequest().messages];
    await ask(site, { system: '', messages });
    const body = site.server.journal[0]?.body;
    expect(Object.keys(body ?? {})).not.toContain('system');
    expect(Object.keys(body ?? {})).not.toContain('tools');
    expect(body?.messages[1]?.content).toEqual([{ type: 'text', text: 'so' }]);
  });

  it('hands back what the model thought, with its signature', async () => {
    const site = await asking(() => answer);
    const thought = { type: 'thinking', thinking: 'Hm.', signature: 'c2ln' } as const;
    const call = { type: 'tool_use', id: 't1', name: 'look', input: {} } as const;
    const messages: Message[] = [
      ...aRequest().messages,
      { role: 'assistant', content: [thought, call] },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: 'nothing', is_error: true }] },
    ];
    await ask(site, { messages });
    expect(site.server.journal[0]?.body.messages).toMatchObject(messages);
  });

  it('is counted by the provider, where it can', async () => {
    const counting = await asking(() => answer, { countTokens: ({ messages }) => messages.length * 1000 });
    expect(await counting.model.countTokens?.(aRequest())).toBe(1000);
    const without = await asking(() => answer);
    expect(await without.model.countTokens?.(aRequest())).toBeUndefined();
    expect(await without.model.countTokens?.(aRequest(), { signal: AbortSignal.abort() })).toBeUndefined();
  });

  it('is made on the connection of the one before', async () => {
    const site = await asking(() => answer);
    for (let turn = 0; turn < 6; turn += 1) expect(await ask(site)).toMatchObject({ ok: true });
    expect(site.server.connections()).toBeLessThanOrEqual(2);
  });
});

describe('the cache of a conversation', () => {
  it('is read from turn to turn: all that the last request held, whatever a turn adds', async () => {
    const bodies = await bodiesOf([3, 1, 25, 2]);
    const cache = promptCache();
    let held = 0;
    for (const [turn, body] of bodies.entries()) {
      const { input_tokens, cache_read_tokens, cache_write_tokens } = cache.read(body);
      expect(cache_read_tokens, `turn ${turn}`).toBe(held);
      expect(input_tokens, `turn ${turn}`).toBe(0);
      held = cache_read_tokens + cache_write_tokens;
    }
  });

  it('is shared by threads of one set of tools and one system text', async () => {
    const [first, other] = [await bodiesOf([]), await bodiesOf([], 'Another task.')];
    const cache: PromptCache = promptCache();
    cache.read(first[0] ?? missing());
    const second = cache.read(other[0] ?? missing());
    expect(second.cache_read_tokens).toBeGreaterThan(0);
    expect(second.cache_write_tokens).toBeGreaterThan(0);
  });

  it('has four marks at most, and none on thinking', async () => {
    for (const body of await bodiesOf([1, 1, 1])) {
      const blocks = [
        ...(body.tools ?? []),
        ...(body.system ?? []),
        ...body.messages.flatMap(({ content }) => content),
      ];
      const marked = blocks.filter((block) => 'cache_control' in block);
      expect(marked.length).toBeLessThanOrEqual(4);
      for (const { type } of marked) expect(type).not.toBe('thinking');
    }
  });

  /** What is sent in a conversation whose turns make so many calls each. */
  async function bodiesOf(calls: number[], task = 'Go.'): Promise<MessagesBody[]> {
    const site = await asking(() => answer);
    const messages: Message[] = [{ role: 'user', content: [{ type: 'text', text: task }] }];
    await site.model.call(aRequest({ tools, messages }), { signal: never() });
    for (const [turn, count] of calls.entries()) {
      const ids = Array.from({ length: count }, (_, index) => `t${turn}-${index}`);
      messages.push(
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'Hm.', signature: 's' },
            ...ids.map((id) => ({ type: 'tool_use' as const, id, name: 'look', input: { id } })),
          ],
        },
        { role: 'user', content: ids.map((id) => ({ type: 'tool_result', tool_use_id: id, content: `seen ${id}` })) },
      );
      await site.model.call(aRequest({ tools, messages }), { signal: never() });
    }
    return site.server.journal.map(({ body }) => body);
  }
});

function missing(): never {
  throw new Error('it was not asked');
}
