import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import {
  costOf,
  type FailureCategory,
  foldRun,
  frameOf,
  type ModelPrice,
  type ModelRequest,
  nanoFor,
  type ThreadState,
} from '#protocol';
import { readSettings, reserveCall, resolveLimits } from '#runtime';
import { inputBound } from '../../../src/runtime/limits/input-bound.ts';
import { reachedLimit } from '../../../src/runtime/limits/reached-limit.ts';
import { LEAST_OUTPUT_TOKENS } from '../../../src/runtime/limits/reserve-call.ts';
import { boundDelay, retryDelayMs } from '../../../src/runtime/limits/retry-delay.ts';
import { activeSeconds, secondsLeft } from '../../../src/runtime/limits/seconds-left.ts';
import { draftOf, LOG_START_MS, logOf, runOf } from '../../helpers/event-builder.ts';
import { PRICE } from '../../helpers/runtime-fixture.ts';

const defaults = { turns: 25, tokens: 1000, spend: 5, duration_seconds: 1800, spawns: 50, depth: 10 };

function threadWith(limits: object, ...drafts: Parameters<typeof logOf>[0]): ThreadState {
  return foldRun(logOf([...runOf({ limits }), draftOf('thread_started'), ...drafts])).threads.get('lead-1')!;
}

describe('the limits of a thread', () => {
  it("are the defaults, then the directive's, then the caller's, and never more than the parent has", () => {
    const { limits, explicitSpend } = resolveLimits(
      defaults,
      { turns: 30 },
      { turns: 10, spend: 0.1 },
      { limits: { turns: 30, spend: 1, depth: 4 }, secondsLeft: 60 },
    );
    expect(limits).toEqual({ turns: 10, tokens: 1000, spend: 0.1, duration_seconds: 60, spawns: 50, depth: 3 });
    expect(explicitSpend).toBe(0.1);
  });

  it('hold no spend of its own for a child that none was asked for', () => {
    const { limits } = resolveLimits(defaults, {}, {}, { limits: { spend: 1, depth: 1 } });
    expect(limits).not.toHaveProperty('spend');
    expect(resolveLimits(defaults, {}, {}).limits.spend).toBe(5);
  });

  it('go below depth 0 where the thread may not exist', () => {
    expect(resolveLimits(defaults, {}, {}, { limits: { depth: 1 } }).limits.depth).toBe(0);
    expect(resolveLimits(defaults, {}, {}, { limits: { depth: 0 } }).limits.depth).toBe(-1);
  });

  it('take a zero as a limit', () => {
    expect(resolveLimits(defaults, { turns: 0 }, { spend: 0 }).limits).toMatchObject({ turns: 0, spend: 0 });
  });
});

describe('a limit', () => {
  const answer = draftOf('model_call_completed', {
    usage: { input_tokens: 60, output_tokens: 40, cache_read_tokens: 500, cache_write_tokens: 0 },
  });

  it('is reached at its value, turns before tokens before time', () => {
    const now = LOG_START_MS + 12_000;
    expect(reachedLimit(threadWith({ turns: 2, tokens: 101, duration_seconds: 11 }, answer), now)).toBeUndefined();
    expect(reachedLimit(threadWith({ turns: 1, tokens: 100, duration_seconds: 10 }, answer), now)).toEqual({
      limit: 'turns',
      current: 1,
      max: 1,
    });
    expect(reachedLimit(threadWith({ tokens: 100, duration_seconds: 10 }, answer), now)?.limit).toBe('tokens');
    expect(reachedLimit(threadWith({ duration_seconds: 10 }, answer), now)).toEqual({
      limit: 'duration_seconds',
      current: 10,
      max: 10,
    });
  });

  it('of time is reached also between two seconds', () => {
    const now = LOG_START_MS + 2600;
    expect(reachedLimit(threadWith({ duration_seconds: 0.5 }), now)).toEqual({
      limit: 'duration_seconds',
      current: 0.6,
      max: 0.5,
    });
  });

  it('of time does not count what passed without a driver', () => {
    const thread = { ...threadWith({ duration_seconds: 10 }), idleMs: 100_000 };
    expect(activeSeconds(thread, LOG_START_MS + 107_000)).toBe(5);
    expect(secondsLeft(thread, LOG_START_MS + 107_000)).toBe(5);
    expect(secondsLeft(thread, LOG_START_MS + 900_000)).toBe(0);
    expect(secondsLeft(threadWith({}), LOG_START_MS)).toBeUndefined();
  });
});

describe('the reservation of a call', () => {
  const anyPrice = fc.nat(1_000_000).map((tenThousandths) => tenThousandths / 10_000);
  const anyPrices: fc.Arbitrary<ModelPrice> = fc.record({
    input: anyPrice,
    output: anyPrice,
    cache_read: anyPrice,
    cache_write: anyPrice,
  });

  it('covers whatever the call may use, and fits into what is left', () => {
    const shares = fc.tuple(fc.nat(100), fc.nat(100), fc.nat(100), fc.nat(100));
    fc.assert(
      fc.property(
        fc.nat(300_000),
        fc.integer({ min: 1, max: 20_000 }),
        anyPrices,
        fc.nat(5_000_000_000),
        shares,
        (bound, wanted, price, left, [a, b, c, d]) => {
          const reservation = reserveCall(bound, wanted, price, left);
          if (!reservation) return;
          const whole = Math.max(1, a + b + c);
          const [input, read] = [Math.floor((bound * a) / whole), Math.floor((bound * b) / whole)];
          const usage = {
            input_tokens: input,
            cache_read_tokens: read,
            cache_write_tokens: bound - input - read,
            output_tokens: Math.floor((reservation.maxOutputTokens * d) / 100),
          };
          expect(costOf(usage, price)).toBeLessThanOrEqual(reservation.amount);
          expect(reservation.amount).toBeLessThanOrEqual(left);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('takes at most half of what is left, but never less than the shortest answer', () => {
    fc.assert(
      fc.property(fc.nat(10_000), fc.nat(1_000_000_000), (bound, left) => {
        const reservation = reserveCall(bound, 16_384, PRICE, left);
        if (reservation && reservation.maxOutputTokens > LEAST_OUTPUT_TOKENS)
          expect(reservation.amount).toBeLessThanOrEqual(left / 2);
        if (reservation) expect(reservation.maxOutputTokens).toBeGreaterThanOrEqual(LEAST_OUTPUT_TOKENS);
      }),
    );
  });

  it('is refused only where the shortest answer does not fit', () => {
    const least = nanoFor(100, 3.75) + nanoFor(256, 15);
    expect(reserveCall(100, 1000, PRICE, least)).toEqual({ maxOutputTokens: 256, amount: least });
    expect(reserveCall(100, 1000, PRICE, least - 1)).toBeUndefined();
  });

  it('asks for no more than is wanted, where nobody set a ceiling or nothing has a price', () => {
    const free = { input: 0, output: 0, cache_read: 0, cache_write: 0 };
    expect(reserveCall(100, 1000, PRICE, Number.POSITIVE_INFINITY)?.maxOutputTokens).toBe(1000);
    expect(reserveCall(100, 1000, free, 0)).toEqual({ maxOutputTokens: 1000, amount: 0 });
    expect(reserveCall(100, 40, PRICE, 1e9)?.maxOutputTokens).toBe(40);
  });
});

describe('the bound of the input', () => {
  const request = (given: Partial<ModelRequest>): ModelRequest => ({
    asker: { runId: 'r', thread: 't', place: 'root', directive: 'd', body: '', inputs: {}, outputs: [] },
    callId: 'm1',
    model: 'a-model',
    system: 'system',
    messages: [],
    tools: [{ name: 'look', description: 'Looks.', input_schema: { type: 'object' } }],
    maxOutputTokens: 100,
    ...given,
  });

  it('is at least every byte of a first request', () => {
    const messages = [{ role: 'user' as const, content: [{ type: 'text' as const, text: 'é'.repeat(100) }] }];
    expect(inputBound(threadWith({}), request({ messages }), 'frame-1')).toBeGreaterThan(200 + 'system'.length);
  });

  it('is what the last call reported, and the bytes since', () => {
    const usage = { input_tokens: 1000, output_tokens: 10, cache_read_tokens: 500, cache_write_tokens: 50 };
    const asked = draftOf('model_call_started', { frame: 'frame-1' });
    const thread = threadWith({}, asked, draftOf('model_call_completed', { usage }));
    const later = request({
      system: 'x'.repeat(100_000),
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'y'.repeat(100_000) }] },
        { role: 'assistant', content: [{ type: 'text', text: 'z'.repeat(300) }] },
        { role: 'user', content: [{ type: 'text', text: 'w'.repeat(200) }] },
      ],
    });
    const bound = inputBound(thread, later, 'frame-1');
    expect(bound).toBeGreaterThanOrEqual(1550 + 500);
    expect(bound).toBeLessThan(1550 + 1000);
  });

  it('counts every byte again where another provider, model, system text or set of tools counted last', () => {
    const usage = { input_tokens: 10, output_tokens: 1, cache_read_tokens: 0, cache_write_tokens: 0 };
    const asked = draftOf('model_call_started', { frame: frameOf('offline', request({})) });
    const thread = threadWith({}, asked, draftOf('model_call_completed', { usage }));
    const now = request({ messages: [{ role: 'user', content: [{ type: 'text', text: 'y'.repeat(5000) }] }] });
    for (const frame of [frameOf('anthropic', now), frameOf('offline', { ...now, model: 'another' })]) {
      expect(inputBound(thread, now, frame)).toBeGreaterThan(5000);
    }
    expect(frameOf('offline', now)).not.toBe(frameOf('offline', { ...now, tools: [] }));
    expect(frameOf('offline', now)).toBe(frameOf('offline', { ...now, messages: [] }));
  });
});

describe('the wait before a retry', () => {
  const failure = (
    category: FailureCategory,
    code = 'a_code',
    rest: { status?: number; retry_after_ms?: number } = {},
  ) => ({
    category,
    code,
    ...rest,
  });

  test.each([
    ['a rate limit', failure('rate_limited'), [2, 4, 8, 16, 32, 60, 60]],
    ['an overload', failure('overloaded', 'overloaded_error', { status: 529 }), [2, 4, 8, 16, 32, 64, 120, 120]],
    ['a silence', failure('transient', 'network_timeout'), [2, 4, 8, 16, 30, 30]],
    ['a broken connection', failure('transient', 'network_connection'), [2, 4, 8, 16, 32, 60, 60]],
    ['a status of 0', failure('transient', 'http_0_connection', { status: 0 }), [3, 6, 12, 24, 30]],
    ['a server error', failure('transient', 'api_error', { status: 500 }), [2, 4, 8, 16, 32, 64, 120, 120]],
    ['a server error in mid-stream', failure('transient', 'api_error'), [2, 4, 8, 16, 32, 64, 120, 120]],
  ])('after %s doubles up to what the table says', (_what, failed, seconds) => {
    expect(seconds.map((_, index) => retryDelayMs(failed, index + 1) / 1000)).toEqual(seconds);
  });

  it('is what the provider asked for, but no more than a day', () => {
    expect(retryDelayMs(failure('rate_limited', 'c', { retry_after_ms: 17_000 }), 3)).toBe(17_000);
    expect(retryDelayMs(failure('rate_limited', 'c', { retry_after_ms: 0 }), 3)).toBe(0);
    expect(retryDelayMs(failure('rate_limited', 'c', { retry_after_ms: 1e15 }), 1)).toBe(86_400_000);
  });

  it('ends with the time of the thread, and says what was due', () => {
    expect(boundDelay(2000, undefined)).toEqual({ delayMs: 2000, note: '' });
    expect(boundDelay(2000, 2)).toEqual({ delayMs: 2000, note: '' });
    expect(boundDelay(86_400_000, 90.5)).toEqual({
      delayMs: 90_500,
      note: ' (a wait of 86400 s is due, and the thread has 91 s left)',
    });
  });
});

describe('the settings', () => {
  it('keep their defaults where the file says nothing that makes sense', () => {
    const plain = readSettings({});
    expect(readSettings({ limits: { turns: 'many', spend: -1 }, concurrency: 7 as never })).toEqual(plain);
    expect(plain).toMatchObject({ maxThreads: 20, maxChildren: 5 });
  });

  it('take what it says, but never fewer than one thread', () => {
    const settings = readSettings({
      limits: { turns: 3 },
      concurrency: { max_total_threads: 0, max_concurrent_children: 2 },
    });
    expect(settings).toMatchObject({ maxThreads: 1, maxChildren: 2, limits: { turns: 3, spend: 5 } });
  });

  test.each([
    [undefined, 60_000],
    [5, 5000],
    [0, 1000],
    [4000, 300_000],
  ])('let a stream be silent for %s s as %i ms', (seconds, ms) => {
    expect(
      readSettings({ model: { ...(seconds !== undefined && { silence_timeout_seconds: seconds }) } }),
    ).toMatchObject({
      silenceMs: ms,
    });
  });
});
