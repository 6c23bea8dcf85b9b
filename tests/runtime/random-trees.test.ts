import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent, createRunState, type Event, isFinal, isRunFinal, type RunState, toNano } from '#protocol';
import { ofType } from '../helpers/runtime-fixture.ts';
import { rolledFixture } from './rolled-run.ts';

/** No account promises more than its limit, at any event. */
function checkMoney(events: readonly Event[], budgetUsd: number): void {
  const state = createRunState();
  for (const event of events) {
    applyEvent(state, event);
    for (const { place, account } of state.threads.values()) {
      const { limit, own, children, reserved } = account;
      const promised = own + children + reserved;
      // Compared here: an expectation an account and event would take longer than the runs.
      if (reserved < 0 || promised > (limit ?? promised))
        expect.fail(`${place} at event ${event.seq} (${event.type}): ${JSON.stringify(account)}`);
    }
  }
  const root = state.threads.get(state.root ?? '')?.account;
  const spent = [...state.threads.values()].reduce((sum, { account }) => sum + account.own, 0);
  expect(spent).toBe((root?.own ?? 0) + (root?.children ?? 0));
  expect(spent).toBeLessThanOrEqual(toNano(budgetUsd));
}

/** Nothing is left over: no thread at work, nothing set aside, no call without an end, no chain with a gap. */
function checkEnd(state: RunState): void {
  expect(isRunFinal(state.status)).toBe(true);
  for (const thread of state.threads.values()) {
    expect(isFinal(thread.status), `${thread.place} is ${thread.status}`).toBe(true);
    expect(thread.account.reserved, thread.place).toBe(0);
    expect(thread.openModelCall, thread.place).toBeUndefined();
    expect(thread.status === 'continued', thread.place).toBe(thread.continuedBy !== undefined);
    if (thread.continuationOf !== undefined)
      expect(state.threads.get(thread.continuationOf)?.continuedBy, thread.place).toBe(thread.id);
  }
  expect(state.byPlace.size).toBe(state.threads.size);
}

describe('a tree of threads that do whatever threads can do', () => {
  const runs = Number(process.env['RYE_TREES'] ?? 80);

  it('spends no more than it was given at any level, adds up, and leaves nothing unfinished, cut off and resumed or not', async () => {
    const seen = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(
        fc.integer(),
        fc.integer({ min: 20, max: 800 }),
        fc.constantFrom(1, 3, 20),
        fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 2 }),
        async (seed, thousandths, maxThreads, cuts) => {
          const budgetUsd = thousandths / 1000;
          let fixture = rolledFixture(seed, maxThreads);
          let { state, events } = await fixture.start({ budgetUsd });
          checkMoney(events, budgetUsd);
          checkEnd(state);
          for (const cut of cuts) {
            const resumed = rolledFixture(seed, maxThreads);
            await resumed.adopt(fixture, 1 + Math.floor(cut * (events.length - 1)));
            ({ state, events } = await resumed.resume());
            checkMoney(events, budgetUsd);
            checkEnd(state);
            fixture = resumed;
          }
          for (const { type } of events) seen.set(type, (seen.get(type) ?? 0) + 1);
          for (const { data } of ofType(events, 'thread_created'))
            if (data.continuation) seen.set(data.continuation.why, (seen.get(data.continuation.why) ?? 0) + 1);
        },
      ),
      { numRuns: runs, seed: 5, endOnFailure: true },
    );
    // The dice have to reach what is tested.
    for (const what of [
      'window',
      'resume',
      'handoff',
      'thread_cancelled',
      'thread_killed',
      'thread_failed',
      'limit_reached',
      'model_call_failed',
      'thread_waiting',
    ])
      expect(seen.get(what) ?? 0, what).toBeGreaterThan(0);
  }, 120_000);
});
