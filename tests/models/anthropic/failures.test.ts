import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, it, test, vi } from 'vitest';
import { createAnthropicModel } from '#models';
import type { ModelFailure } from '#protocol';
import { classifyFailure } from '../../../src/models/anthropic/classify-failure.ts';
import { readError } from '../../../src/models/anthropic/read-error.ts';
import { readFrames } from '../../../src/models/anthropic/read-frames.ts';
import { SilenceWatch } from '../../../src/models/anthropic/silence-watch.ts';
import { ManualClock } from '../../helpers/manual-clock.ts';
import { errorFrame, frame, messageFrames, startFrame } from '../../helpers/messages-frames.ts';
import type { Answer } from '../../helpers/messages-server.ts';
import { aRequest, stillClock } from '../offline/offline-thread.ts';
import { ask, asking, failureIn, KEY, never } from './asking.ts';

const error = (type: string, message: string): string => JSON.stringify({ type: 'error', error: { type, message } });
const usage = { input_tokens: 30, cache_read_tokens: 400, cache_write_tokens: 50, output_tokens: 60 };
const soFar = { ...usage, output_tokens: 1 };
const whole = messageFrames({ content: [{ type: 'text', text: 'All is well.' }], usage });

describe('an HTTP error', () => {
  test.each<[Extract<Answer, { status: number }>, Partial<ModelFailure>]>([
    [
      { status: 429, headers: { 'retry-after': '7' }, body: error('rate_limit_error', 'slow down') },
      { category: 'rate_limited', code: 'rate_limit_error', retryable: true, retryAfterMs: 7000 },
    ],
    [{ status: 429 }, { category: 'rate_limited', code: 'rate_limit_error', retryable: true }],
    [
      { status: 429, headers: { 'retry-after-ms': '40' }, body: '<html>busy</html>' },
      { category: 'rate_limited', retryable: true, retryAfterMs: 40 },
    ],
    [
      { status: 529, body: error('overloaded_error', 'Overloaded') },
      { category: 'overloaded', code: 'overloaded_error', retryable: true },
    ],
    [
      { status: 500, body: error('api_error', 'oops') },
      { category: 'transient', code: 'api_error', retryable: true },
    ],
    [
      { status: 502, body: '<html>bad gateway</html>' },
      { category: 'transient', code: 'api_error', retryable: true },
    ],
    [
      { status: 400, body: error('invalid_request_error', 'Your credit balance is too low') },
      { category: 'quota', retryable: false },
    ],
    [
      { status: 413, body: error('request_too_large', 'too large') },
      { category: 'permanent', code: 'request_too_large', retryable: false },
    ],
    [
      { status: 404, body: error('not_found_error', 'model: x') },
      { category: 'permanent', code: 'not_found_error' },
    ],
  ])('%j is told as what it is, and has cost nothing', async (answer, expected) => {
    const failure = failureIn(await ask(await asking(() => answer)));
    expect(failure).toMatchObject({ ...expected, status: answer.status, mayHaveCost: false });
    expect(failure.usage).toBeUndefined();
  });

  it.each([401, 403])('%i names the variable of the key, and never its value', async (status) => {
    const site = await asking(({ headers }) => ({
      status,
      body: error('authentication_error', `invalid x-api-key: ${headers['authorization']}`),
    }));
    const failure = failureIn(await ask(site));
    expect(failure).toMatchObject({ category: 'permanent', retryable: false, mayHaveCost: false });
    expect(failure.message).toContain('Check ANTHROPIC_API_KEY');
    expect(JSON.stringify(failure)).not.toContain(KEY);
  });

  it('for want of a key says that none is set', async () => {
    const site = await asking(() => ({ status: 401, body: error('authentication_error', 'who?') }), { apiKey: '' });
    expect(failureIn(await ask(site)).message).toContain('ANTHROPIC_API_KEY is not set');
  });

  it('with a page for a body is told in a line', async () => {
    const { message } = failureIn(await ask(await asking(() => ({ status: 503, body: 'x\n'.repeat(50_000) }))));
    expect(message.length).toBeLessThan(700);
    expect(message).not.toContain('\n');
  });

  it('is asked about once: a retry is a turn’s, and recorded', async () => {
    const site = await asking(() => ({ status: 500, headers: { 'x-should-retry': 'true' } }));
    await ask(site);
    expect(site.server.journal).toHaveLength(1);
  });
});

describe('a failure in mid-stream', () => {
  test.each<[string, string, Partial<ModelFailure>]>([
    [
      'an overload',
      errorFrame('overloaded_error'),
      { category: 'overloaded', code: 'overloaded_error', retryable: true },
    ],
    ['a server error', errorFrame('api_error'), { category: 'transient', code: 'api_error', retryable: true }],
    ['a rate limit', errorFrame('rate_limit_error'), { category: 'rate_limited', retryable: true }],
    ['a bad request', errorFrame('invalid_request_error'), { category: 'permanent', retryable: false }],
    ['a refused key', errorFrame('authentication_error'), { category: 'permanent', retryable: false }],
    [
      'a malformed frame',
      'data: {"type": "content\n\n',
      { category: 'transient', code: 'malformed_frame', retryable: true },
    ],
  ])('%s is told by its type, with what was used until then', async (_what, broken, expected) => {
    const frames = [...whole.slice(0, 4), broken, ...whole.slice(4)];
    const failure = failureIn(await ask(await asking(() => ({ frames }))));
    expect(failure).toMatchObject({ ...expected, usage: soFar, mayHaveCost: true });
    expect(failure.status).toBeUndefined();
    expect(failure.usageIsFinal).toBeUndefined();
  });

  it.each(['end', 'destroy'] as const)('a cut (%s) is told with what was used until then', async (ending) => {
    const failure = failureIn(await ask(await asking(() => ({ frames: whole.slice(0, 5), ending }))));
    expect(failure).toMatchObject({ category: 'transient', retryable: true, usage: soFar, mayHaveCost: true });
  });

  it('a cut before the first event tells of no usage, and may have cost', async () => {
    const failure = failureIn(await ask(await asking(() => ({ frames: whole, cutAt: 30, ending: 'destroy' }))));
    expect(failure).toMatchObject({ category: 'transient', retryable: true, mayHaveCost: true });
    expect(failure.usage).toBeUndefined();
  });

  it('a missing end is a cut; the usage was the last word', async () => {
    const failure = failureIn(await ask(await asking(() => ({ frames: whole.slice(0, -1) }))));
    expect(failure).toMatchObject({ category: 'transient', code: 'stream_cut', usage, usageIsFinal: true });
  });

  it('a call read by half is one, with all that it cost', async () => {
    const half = [
      startFrame(usage),
      frame('content_block_start', {
        index: 0,
        content_block: { type: 'tool_use', id: 't', name: 'write', input: {} },
      }),
      frame('content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{"path": "a' } }),
      frame('content_block_stop', { index: 0 }),
      ...messageFrames({ content: [], usage, stopReason: 'tool_use' }).slice(-2),
    ];
    const failure = failureIn(await ask(await asking(() => ({ frames: half }))));
    expect(failure).toMatchObject({ category: 'transient', code: 'half_read_call', retryable: true });
    expect(failure).toMatchObject({ usage, usageIsFinal: true });
    expect(failure.message).toContain('write');
  });

  it('a break behind the last event is none: the answer came whole', async () => {
    const site = await asking(() => ({ frames: whole, ending: 'destroy' }));
    expect(await ask(site)).toMatchObject({ ok: true, usage });
  });

  it('a page instead of a stream says where to look', async () => {
    const site = await asking(() => ({ frames: ['<html>hello</html>'], contentType: 'text/html' }));
    const failure = failureIn(await ask(site));
    expect(failure).toMatchObject({ category: 'permanent', code: 'not_a_stream', retryable: false });
    expect(failure.message).toContain('ANTHROPIC_BASE_URL');
  });
});

describe('a silence', () => {
  test.each<[string, () => Answer | Promise<Answer>, Partial<ModelFailure>]>([
    ['before the headers', () => new Promise<Answer>(() => undefined), {}],
    ['before the first event', () => ({ frames: [], ending: 'hang' }), {}],
    ['in the middle', () => ({ frames: whole.slice(0, 5), ending: 'hang' }), { usage: soFar }],
  ])('%s ends the call as a time-out', async (_when, answer, used) => {
    const clock = new ManualClock();
    const controller = new AbortController();
    const heard = vi.fn();
    const site = await asking(answer, { clock, silenceMs: 60_000 });
    const reply = site.model.call(aRequest(), { signal: controller.signal, onDelta: heard });
    if (used.usage) await expect.poll(() => heard.mock.calls.length).toBe(1);
    expect(failureIn(await clock.passUntil(reply, 30_000))).toEqual({
      category: 'transient',
      code: 'network_timeout',
      message: expect.stringMatching(/^nothing came from 127\.0\.0\.1:\d+ for 60 s$/),
      retryable: true,
      mayHaveCost: true,
      ...used,
    });
  });

  it('begins anew with each sign of life', async () => {
    const clock = new ManualClock();
    const watch = new SilenceWatch(clock, 60_000);
    for (let minute = 0; minute < 5; minute += 1) {
      clock.advance(59_000);
      watch.heard();
      await Promise.resolve();
      expect(watch.signal.aborted).toBe(false);
    }
    await vi.waitFor(() => {
      clock.advance(60_000);
      expect(watch.signal.aborted).toBe(true);
    });
  });

  it('is broken by comments too', async () => {
    const heard = vi.fn();
    const response = new Response(': still here\n\n', { headers: { 'content-type': 'text/event-stream' } });
    for await (const each of readFrames(response, heard)) expect(each).toBe('never');
    // The headers, and the comment.
    expect(heard).toHaveBeenCalledTimes(2);
  });

  it('behind the last event keeps an answer for a second at most', async () => {
    const clock = new ManualClock();
    const site = await asking(() => ({ frames: whole, ending: 'hang' }), { clock, silenceMs: 60_000 });
    const startMs = clock.now();
    expect(await clock.passUntil(ask(site), 100)).toMatchObject({ ok: true, usage });
    expect(clock.now() - startMs).toBeLessThan(60_000);
  });
});

describe('a connection', () => {
  it('that is refused has cost nothing, and may be tried again', async () => {
    const port = await freePort();
    const site = {
      apiKey: KEY,
      baseUrl: `http://127.0.0.1:${port}`,
      clock: stillClock(false),
      silenceMs: 1000,
    };
    const failure = failureIn(await createAnthropicModel(site).call(aRequest(), { signal: never() }));
    expect(failure).toMatchObject({
      category: 'transient',
      code: 'network_connection',
      retryable: true,
      mayHaveCost: false,
    });
    expect(failure.message).toBe(`the connection to 127.0.0.1:${port} failed: ECONNREFUSED`);
  });

  test.each([
    ['ENOTFOUND', false],
    ['EAI_AGAIN', false],
    ['UND_ERR_CONNECT_TIMEOUT', false],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', false],
    ['ECONNRESET', true],
    ['UND_ERR_SOCKET', true],
    ['UND_ERR_BODY_TIMEOUT', true],
  ])('that ends with %s may have cost: %s', (code, mayHaveCost) => {
    const cause = new TypeError('fetch failed', { cause: Object.assign(new Error('underneath'), { code }) });
    const read = readError(new Error('Connection error.', { cause }), 'api.example');
    expect(read).toMatchObject({ mayHaveCost, message: `the connection to api.example failed: ${code}` });
    expect(classifyFailure(read)).toMatchObject({ category: 'transient', retryable: true });
  });

  it('that breaks when the request was sent may have cost', async () => {
    const site = await asking(() => ({ frames: [], ending: 'destroy' }));
    expect(failureIn(await ask(site))).toMatchObject({ category: 'transient', retryable: true, mayHaveCost: true });
  });
});

describe('a cancel', () => {
  it('in mid-stream tells what was used until then, and hangs up', async () => {
    const controller = new AbortController();
    const site = await asking(() => ({ frames: whole.slice(0, 5), ending: 'hang' }));
    const reply = site.model.call(aRequest(), { signal: controller.signal, onDelta: () => controller.abort() });
    expect(failureIn(await reply)).toMatchObject({
      category: 'cancelled',
      code: 'cancelled',
      retryable: false,
      mayHaveCost: true,
      usage: soFar,
    });
    await expect.poll(() => site.server.journal[0]?.dropped).toBe(true);
  });

  it('before anything was sent has cost nothing', async () => {
    const site = await asking(() => ({ frames: whole }));
    const reply = await site.model.call(aRequest(), { signal: AbortSignal.abort() });
    expect(failureIn(reply)).toMatchObject({ category: 'cancelled', mayHaveCost: false });
    expect(site.server.journal).toEqual([]);
  });
});

/** A port on which nobody listens. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
