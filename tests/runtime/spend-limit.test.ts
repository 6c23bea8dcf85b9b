import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyEvent,
  costOf,
  createRunState,
  type JsonObject,
  type ModelReply,
  type ModelRequest,
  toNano,
} from '#protocol';
import { FakeClock } from '../helpers/fake-clock.ts';
import { directiveOf, ofType, PRICE, RuntimeFixture, toolOf } from '../helpers/runtime-fixture.ts';
import { operation, resultsIn, type ScriptedCall, scriptedModel, spawn, turnOf } from '../helpers/scripted-model.ts';

/** Numbers from a seed and a name, the same every time. */
function diceOf(seed: number, name: string): (sides: number) => number {
  let state = Buffer.from(name).reduce((sum, byte) => Math.imul(sum ^ byte, 16_777_619), seed | 0) >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

/**
 * A run whose threads spawn, wait, fail and answer by dice, and whose every call uses as much as it may: the input that
 * was promised as its most, in whatever mix of cached and not, and the whole answer.
 */
async function rollRun(seed: number, budgetUsd: number, maxThreads: number) {
  const clock = new FakeClock();
  const bounds = new Map<string, number>();
  const script = scriptedModel(() => ({}));
  const model = {
    ...script,
    async call(request: ModelRequest, { signal }: { signal: AbortSignal }): Promise<ModelReply> {
      const dice = diceOf(seed, `${request.asker.place} ${request.callId}`);
      await clock.sleep(dice(2000), signal);
      if (signal.aborted)
        return {
          ok: false,
          failure: { category: 'cancelled', code: 'aborted', message: 'aborted', retryable: false, mayHaveCost: true },
        };
      if (dice(8) === 0)
        return {
          ok: false,
          failure: {
            category: 'overloaded',
            code: 'overloaded',
            message: 'busy',
            retryable: true,
            mayHaveCost: dice(2) === 0,
          },
        };
      const most = bounds.get(`${request.asker.thread} ${request.callId}`) ?? 0;
      const read = dice(most + 1);
      const write = dice(3) === 0 ? most - read : dice(most - read + 1);
      const usage = {
        cache_read_tokens: read,
        cache_write_tokens: write,
        input_tokens: most - read - write,
        output_tokens: dice(2) === 0 ? request.maxOutputTokens : dice(request.maxOutputTokens + 1),
      };
      const calls = Array.from({ length: turnOf(request) <= 2 ? 1 + dice(3) : dice(3) }, () => anyCall(dice, request));
      const content = calls.map((call, index) => ({
        type: 'tool_use' as const,
        id: `${request.callId}-${index}`,
        ...call,
      }));
      return { ok: true, content, stopReason: calls.length > 0 ? 'tool_use' : 'end_turn', usage };
    },
  };
  const fixture = new RuntimeFixture({
    model,
    clock,
    directives: [directiveOf('team/any', { limits: { turns: 6, depth: 3, spawns: 4 } })],
    tools: [toolOf('test/look')],
    settings: { maxThreads },
    maxOutputTokens: 4000,
  });
  const outcome = await fixture.start({
    budgetUsd,
    interrupt: new AbortController().signal,
    observe: (events) => {
      for (const { thread, call_id, data } of ofType(events, 'model_call_started'))
        bounds.set(`${thread} ${call_id}`, data.input_bound_tokens);
    },
  });
  return outcome;
}

function anyCall(dice: (sides: number) => number, request: ModelRequest): ScriptedCall {
  const known = request.messages
    .flatMap(() => resultsIn(request))
    .flatMap((text): string[] => {
      const id = (JSON.parse(text) as JsonObject | null)?.['thread_id'];
      return typeof id === 'string' ? [id] : [];
    });
  switch (dice(6)) {
    case 0:
      return { name: 'test_look', input: { text: 'x'.repeat(dice(500)) } };
    case 1:
      return operation('wait_threads', { thread_ids: known, timeout: dice(10) });
    case 2:
      return known[0] === undefined ? operation('list_active') : operation('cancel_thread', { thread_id: known[0] });
    default:
      return spawn('team/any', {
        async: dice(3) > 0,
        ...(dice(2) === 0 && { limit_overrides: { spend: dice(40) / 1000 } }),
      });
  }
}

describe('the spend limit', () => {
  it('is never exceeded, whatever a tree of threads does, at no event and by no account', async () => {
    let calls = 0;
    let limited = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom(1, 3, 20),
        async (seed, thousandths, maxThreads) => {
          const { events, state } = await rollRun(seed, thousandths / 1000, maxThreads);
          const fold = createRunState();
          for (const event of events) {
            applyEvent(fold, event);
            for (const { account: a } of fold.threads.values()) {
              if (a.limit !== undefined) expect(a.own + a.children + a.reserved).toBeLessThanOrEqual(a.limit);
            }
          }
          const spent = [...state.threads.values()].reduce((sum, { account }) => sum + account.own, 0);
          expect(spent).toBeLessThanOrEqual(toNano(thousandths / 1000));
          for (const { account } of state.threads.values()) expect(account.reserved).toBe(0);
          calls += ofType(events, 'model_call_completed').length;
          limited += ofType(events, 'limit_reached').filter(({ data }) => data.limit === 'spend').length;
        },
      ),
      { numRuns: 150, seed: 7 },
    );
    // The dice have to reach what is tested.
    expect(calls).toBeGreaterThan(200);
    expect(limited).toBeGreaterThan(20);
  }, 60_000);

  it('is kept by every call for itself: none costs more than was set aside for it', async () => {
    const { events } = await rollRun(11, 0.3, 20);
    const reserved = new Map(
      ofType(events, 'model_call_started').map((event) => [
        `${event.thread} ${event.call_id}`,
        event.data.reserved_usd,
      ]),
    );
    expect(reserved.size).toBeGreaterThan(5);
    for (const event of ofType(events, 'model_call_completed')) {
      const most = toNano(reserved.get(`${event.thread} ${event.call_id}`) ?? 0);
      expect(costOf(event.data.usage, PRICE)).toBeLessThanOrEqual(most);
      expect(toNano(event.data.cost_usd)).toBe(costOf(event.data.usage, PRICE));
    }
  });
});
