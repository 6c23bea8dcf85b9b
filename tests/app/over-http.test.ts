import { describe, expect, it, test } from 'vitest';
import { toNano } from '#protocol';
import { errorFrame, frame, messageFrames, startFrame } from '../helpers/messages-frames.ts';
import type { Answer, MessagesRequest } from '../helpers/messages-server.ts';
import { paidFor, settledNano, usageIn } from '../helpers/paid.ts';
import { httpRun, KEY } from './http-run.ts';

const usage = { input_tokens: 310, cache_read_tokens: 40, cache_write_tokens: 500, output_tokens: 77 };
const stamp = { type: 'tool_use' as const, id: 'toolu_1', name: 'stamp', input: { line: 'one' } };
const calling = messageFrames({ content: [{ type: 'text', text: 'Stamping.' }, stamp], usage });
const done = messageFrames({ content: [{ type: 'text', text: 'Stamped once.' }], usage });
/** The answer as far as the middle of its call. */
const half = calling.slice(0, -4);
const error = (type: string, message: string): string => JSON.stringify({ type: 'error', error: { type, message } });

const truncated = [
  startFrame(usage),
  frame('content_block_start', { index: 0, content_block: { ...stamp, input: {} } }),
  frame('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{"line": "o' } }),
  frame('content_block_stop', { index: 0 }),
  ...messageFrames({ content: [], stopReason: 'tool_use', usage }).slice(-2),
];

/** Calls the tool, then tells of it, as the conversation asks. */
function goodAnswer({ body }: MessagesRequest): Answer {
  return { frames: body.messages.length === 1 ? calling : done };
}

interface Trouble {
  answer: Answer;
  category: string;
  delayMs: number;
  /** The provider may have charged more than it said. */
  unsettled?: true;
}

const troubles: Record<string, Trouble> = {
  '429 with Retry-After': {
    answer: { status: 429, headers: { 'retry-after': '3' }, body: error('rate_limit_error', 'slow down') },
    category: 'rate_limited',
    delayMs: 3000,
  },
  '429 without a word': { answer: { status: 429 }, category: 'rate_limited', delayMs: 2000 },
  '529': { answer: { status: 529, body: error('overloaded_error', 'full') }, category: 'overloaded', delayMs: 2000 },
  '500': { answer: { status: 500, body: error('api_error', 'oops') }, category: 'transient', delayMs: 2000 },
  'an error in mid-stream': {
    answer: { frames: [...half, errorFrame('overloaded_error')] },
    category: 'overloaded',
    delayMs: 2000,
    unsettled: true,
  },
  'a cut stream': {
    answer: { frames: half, ending: 'destroy' },
    category: 'transient',
    delayMs: 2000,
    unsettled: true,
  },
  'a cut stream before its usage': {
    answer: { frames: calling, cutAt: 20, ending: 'destroy' },
    category: 'transient',
    delayMs: 2000,
    unsettled: true,
  },
  'an end without message_stop': { answer: { frames: calling.slice(0, -1) }, category: 'transient', delayMs: 2000 },
  'a malformed frame': {
    answer: { frames: [...half, 'data: {"type": "con\n\n'] },
    category: 'transient',
    delayMs: 2000,
    unsettled: true,
  },
  'truncated tool JSON': { answer: { frames: truncated }, category: 'transient', delayMs: 2000 },
  'a hang': { answer: { frames: half, ending: 'hang' }, category: 'transient', delayMs: 2000, unsettled: true },
};

describe('a real model over HTTP', () => {
  it('answers, and its usage and cost are what the server reported', async () => {
    const site = await httpRun(goodAnswer);
    const { document, exitCode } = await site.run();
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({ status: 'completed', simulated: false, result: 'Stamped once.' });
    expect(document.cost).toMatchObject({ ...usageIn(site.server.journal), unsettled_usd: 0 });
    expect(toNano(document.cost.usd)).toBe(paidFor(site.server.journal));
    expect(site.stamps()).toBe(1);
  });

  test.each(Object.entries(troubles))(
    '%s: recovers, runs nothing by half, loses nothing that was paid',
    async (_what, trouble) => {
      const site = await httpRun((request, ordinal) => (ordinal === 1 ? trouble.answer : goodAnswer(request)));
      const { document } = await site.run();
      expect(document).toMatchObject({ status: 'completed', result: 'Stamped once.' });
      expect(site.stamps()).toBe(1);
      expect(site.server.journal).toHaveLength(3);

      const [failed, ...others] = await site.events('model_call_failed');
      expect(others).toEqual([]);
      expect(failed?.data).toMatchObject({ category: trouble.category, retryable: true });
      expect((await site.events('retry_scheduled')).map(({ data }) => data.delay_ms)).toEqual([trouble.delayMs]);

      expect(settledNano(document.cost)).toBe(paidFor(site.server.journal));
      expect(document.cost).toMatchObject(usageIn(site.server.journal));
      expect(document.cost.unsettled_usd > 0).toBe(trouble.unsettled === true);
      const [started] = await site.events('model_call_started');
      expect(failed?.data.unsettled_usd ?? 0).toBeLessThanOrEqual(started?.data.reserved_usd ?? 0);
    },
  );

  it('an answer that is cut off in the middle of a call makes none, and goes on', async () => {
    const cut = messageFrames({ content: [{ type: 'text', text: 'I will' }, stamp], stopReason: 'max_tokens', usage });
    const site = await httpRun((request, ordinal) =>
      ordinal === 1 ? { frames: cut } : { frames: request.body.messages.length === 3 ? calling : done },
    );
    const { document } = await site.run();
    expect(document.status).toBe('completed');
    expect(site.stamps()).toBe(1);
    expect(await site.events('model_call_failed')).toEqual([]);
    expect(site.server.journal[1]?.body.messages.slice(1)).toMatchObject([
      { role: 'assistant', content: [{ type: 'text', text: 'I will' }] },
      { role: 'user', content: [{ type: 'text', text: expect.stringContaining('cut off') }] },
    ]);
    expect(toNano(document.cost.usd)).toBe(paidFor(site.server.journal));
  });

  it('that fails three times in a row ends the thread; resumed, it goes on, and all that was paid adds up', async () => {
    const site = await httpRun((request, ordinal) => (ordinal <= 3 ? { frames: truncated } : goodAnswer(request)));
    const first = await site.run();
    expect(first).toMatchObject({
      exitCode: 1,
      document: { status: 'error', error: { code: 'runtime/model-failed' } },
    });
    expect((await site.events('retry_scheduled')).map(({ data }) => data.delay_ms)).toEqual([2000, 4000]);
    expect(site.stamps()).toBe(0);
    expect(toNano(first.document.cost.usd)).toBe(paidFor(site.server.journal));

    const { document } = await site.resume();
    expect(document.status).toBe('completed');
    expect(site.stamps()).toBe(1);
    expect(toNano(document.cost.usd)).toBe(paidFor(site.server.journal));
  });

  it('whose key is refused ends at once, names the variable, and tells the key to nobody', async () => {
    const site = await httpRun(({ headers }) => ({
      status: 401,
      body: error('authentication_error', `invalid x-api-key: ${headers['authorization']}`),
    }));
    const { document, exitCode } = await site.run();
    expect(exitCode).toBe(1);
    expect(site.server.journal).toHaveLength(1);
    expect(document.error?.message).toContain('ANTHROPIC_API_KEY');
    expect(document.cost.usd).toBe(0);
    expect(JSON.stringify([document, await site.everything()])).not.toContain(KEY);
  });

  it('that asks to wait for a day is waited for as long as the thread has time, and the log says so', async () => {
    const site = await httpRun(() => ({ status: 429, headers: { 'retry-after': '86400' } }));
    const { document } = await site.run({ duration_seconds: 20 });
    expect(document.error?.code).toBe('limit_exceeded');
    expect(document.error?.message).toContain('duration_seconds');
    const [scheduled] = await site.events('retry_scheduled');
    expect(scheduled?.data.delay_ms).toBeLessThanOrEqual(20_000);
    expect(scheduled?.data.reason).toMatch(/a wait of 86400 s is due, and the thread has \d+ s left/);
    expect(site.server.journal).toHaveLength(1);
  });

  it('is asked by its own count where the bytes alone would not fit the budget', async () => {
    const counted: string[] = [];
    const countTokens = ({ model }: { model: string }): number => {
      counted.push(model);
      return 900;
    };
    const budgetUsd = 0.0035;
    const site = await httpRun(() => ({ frames: done }), { countTokens });
    const { document } = await site.run({}, budgetUsd);
    expect(counted).toEqual(['claude-haiku-4-5']);
    expect(document.status).toBe('completed');
    expect(document.cost.usd).toBeLessThanOrEqual(budgetUsd);
    const without = await httpRun(() => ({ frames: done }));
    expect((await without.run({}, budgetUsd)).document.error?.code).toBe('limit_exceeded');
    expect(without.server.journal).toEqual([]);
  });

  it('thinks, and is given back what it thought with its signature', async () => {
    const thought = { type: 'thinking' as const, thinking: 'One stamp.', signature: 'c2lnbmF0dXJl' };
    const site = await httpRun(({ body }) => ({
      frames: body.messages.length === 1 ? messageFrames({ content: [thought, stamp], usage }) : done,
    }));
    expect((await site.run()).document.status).toBe('completed');
    expect(site.server.journal[1]?.body.messages[1]?.content).toEqual([thought, { ...stamp }]);
  });
});

describe('a recorded run of a real model', () => {
  it('answers in its place without a server, a key, or a cent', async () => {
    const site = await httpRun((request, ordinal) => (ordinal === 2 ? { frames: truncated } : goodAnswer(request)));
    const recorded = await site.run();
    const asked = site.server.journal.length;
    const { runItem } = await import('#app');
    const { document } = await runItem(
      { ...site.context, env: { ...site.context.env, ANTHROPIC_API_KEY: undefined, ANTHROPIC_BASE_URL: undefined } },
      { item: 'solo', runId: 'again', provider: 'replay:the-run', interrupt: new AbortController().signal },
    );
    expect(document).toMatchObject({
      status: 'completed',
      provider: 'replay:the-run',
      simulated: true,
      result: 'Stamped once.',
      cost: recorded.document.cost,
    });
    expect(site.stamps()).toBe(2);
    expect(site.server.journal).toHaveLength(asked);
  });
});
