import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEvent, createRunState, type Event, foldRun, type RunState, remainingOf, toNano } from '#protocol';
import { childOf, draftOf, logOf, runOf } from '../../helpers/event-builder.ts';
import { anyLedgerLog } from './arbitrary-ledger.ts';

const LEAD = 'lead-1';

function stateAfterEach(log: Event[], check: (state: RunState) => void): void {
  const state = createRunState();
  for (const event of log) {
    applyEvent(state, event);
    check(state);
  }
}

function account(state: RunState, id: string) {
  return state.threads.get(id)!.account;
}

function left(state: RunState, id: string): number {
  return remainingOf(state, state.threads.get(id)!);
}

describe('the ledger of any tree of threads', () => {
  it('never promises more than a limit, at any event', () => {
    fc.assert(
      fc.property(anyLedgerLog, (log) => {
        stateAfterEach(log, (state) => {
          for (const { account: a } of state.threads.values()) {
            if (a.limit !== undefined) expect(a.own + a.children + a.reserved).toBeLessThanOrEqual(a.limit);
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('never counts less than nothing, and counts in whole nano-USD', () => {
    fc.assert(
      fc.property(anyLedgerLog, (log) => {
        stateAfterEach(log, (state) => {
          for (const { account: a } of state.threads.values()) {
            for (const amount of [a.own, a.children, a.reserved, a.unsettled, a.grant ?? 0]) {
              expect(Number.isSafeInteger(amount)).toBe(true);
              expect(amount).toBeGreaterThanOrEqual(0);
            }
          }
        });
      }),
      { numRuns: 300 },
    );
  });

  it('adds up: what all threads spent is what the root and its children spent, and so for every subtree', () => {
    fc.assert(
      fc.property(anyLedgerLog, (log) => {
        stateAfterEach(log, (state) => {
          const spentBelow = (id: string): number => {
            const thread = state.threads.get(id)!;
            return thread.account.own + thread.children.reduce((sum, child) => sum + spentBelow(child), 0);
          };
          for (const { id, account: a } of state.threads.values()) expect(a.own + a.children).toBe(spentBelow(id));
        });
      }),
      { numRuns: 200 },
    );
  });

  it('has nothing set aside once every call is settled and every thread has ended', () => {
    fc.assert(
      fc.property(anyLedgerLog, (log) => {
        const state = foldRun(log);
        const open = [...state.threads.values()].filter(({ openModelCall }) => openModelCall);
        const going = [...state.threads.values()].filter(({ endedAt }) => endedAt === undefined);
        const drafts = [
          ...open.map(({ id }) => draftOf('model_call_completed', { cost_usd: 0 }, { thread: id })),
          ...going.map(({ id }) => draftOf('thread_completed', {}, { thread: id })),
        ];
        for (const event of logOf(drafts, log.length + 1)) applyEvent(state, event);
        for (const { account: a } of state.threads.values()) expect(a.reserved).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same folded at once and event by event', () => {
    fc.assert(
      fc.property(anyLedgerLog, fc.nat(100), (log, cut) => {
        const prefix = log.slice(0, 1 + (cut % log.length));
        const state = createRunState();
        for (const event of prefix) applyEvent(state, event);
        expect(foldRun(prefix)).toEqual(state);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a ceiling that was asked for by name', () => {
  it('is set aside from the parent, and given back where it was not used', () => {
    const log = logOf([
      ...runOf({ limits: { spend: 10 } }),
      childOf(LEAD, 'scout', 4),
      draftOf('model_call_started', { reserved_usd: 1 }, { thread: 'scout' }),
      draftOf('model_call_completed', { cost_usd: 0.25 }, { thread: 'scout' }),
      draftOf('thread_completed', {}, { thread: 'scout' }),
    ]);
    expect(left(foldRun(log.slice(0, 3)), LEAD)).toBe(toNano(6));
    expect(left(foldRun(log.slice(0, 5)), LEAD)).toBe(toNano(6));
    expect(left(foldRun(log), LEAD)).toBe(toNano(9.75));
  });

  it('bounds a grandchild that has none', () => {
    const state = foldRun(
      logOf([...runOf({ limits: { spend: 10 } }), childOf(LEAD, 'scout', 4), childOf('scout', 'leaf')]),
    );
    expect(left(state, 'leaf')).toBe(toNano(4));
  });

  it('keeps what its descendants still hold set aside, when its thread ends before them', () => {
    const log = logOf([
      ...runOf({ limits: { spend: 10 } }),
      childOf(LEAD, 'scout', 4),
      childOf('scout', 'drawing'),
      childOf('scout', 'granted', 1.5),
      draftOf('model_call_started', { reserved_usd: 1 }, { thread: 'drawing' }),
      draftOf('thread_completed', {}, { thread: 'scout' }),
      draftOf('model_call_completed', { cost_usd: 1 }, { thread: 'drawing' }),
      draftOf('thread_completed', {}, { thread: 'granted' }),
    ]);
    expect(account(foldRun(log.slice(0, 7)), LEAD).reserved).toBe(toNano(2.5));
    expect(account(foldRun(log.slice(0, 8)), LEAD).reserved).toBe(toNano(1.5));
    expect(left(foldRun(log), LEAD)).toBe(toNano(9));
  });

  it('is set aside once, where its thread goes on while its descendants are at work', () => {
    const log = logOf([
      ...runOf({ limits: { spend: 10 } }),
      childOf(LEAD, 'scout', 4),
      childOf('scout', 'leaf'),
      draftOf('model_call_started', { reserved_usd: 1 }, { thread: 'leaf' }),
      draftOf('thread_failed', {}, { thread: 'scout' }),
      draftOf('thread_resumed', {}, { thread: 'scout' }),
      draftOf('model_call_completed', { cost_usd: 1 }, { thread: 'leaf' }),
      draftOf('thread_completed', {}, { thread: 'scout' }),
    ]);
    expect(account(foldRun(log.slice(0, 7)), LEAD).reserved).toBe(toNano(4));
    expect(account(foldRun(log), LEAD)).toMatchObject({ children: toNano(1), reserved: 0 });
  });

  it('is not set aside again beyond what the parent has left, when its thread goes on', () => {
    const state = foldRun(
      logOf([
        ...runOf({ limits: { spend: 10 } }),
        childOf(LEAD, 'scout', 4),
        draftOf('thread_failed', {}, { thread: 'scout' }),
        draftOf('model_call_started', { reserved_usd: 9 }),
        draftOf('thread_resumed', {}, { thread: 'scout' }),
      ]),
    );
    expect(left(state, 'scout')).toBe(toNano(1));
    expect(left(state, LEAD)).toBe(0);
  });
});

describe('a thread without a ceiling of its own', () => {
  it('draws on its parent call by call', () => {
    const log = logOf([
      ...runOf({ limits: { spend: 10 } }),
      childOf(LEAD, 'scout'),
      draftOf('model_call_started', { reserved_usd: 3 }, { thread: 'scout' }),
      draftOf('model_call_completed', { cost_usd: 2 }, { thread: 'scout' }),
    ]);
    expect(left(foldRun(log.slice(0, 3)), 'scout')).toBe(toNano(10));
    expect(left(foldRun(log.slice(0, 4)), LEAD)).toBe(toNano(7));
    expect(left(foldRun(log), LEAD)).toBe(toNano(8));
  });

  it('may spend without end where nobody set a ceiling', () => {
    expect(left(foldRun(logOf(runOf())), LEAD)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe('a call without an answer', () => {
  it('is charged as unsettled, and its reservation is gone', () => {
    const state = foldRun(
      logOf([
        ...runOf({ limits: { spend: 1 } }),
        draftOf('model_call_started', { reserved_usd: 0.4 }),
        draftOf('model_call_failed', { category: 'interrupted', cost_usd: 0.1, unsettled_usd: 0.3 }),
      ]),
    );
    expect(account(state, LEAD)).toMatchObject({ own: toNano(0.4), unsettled: toNano(0.3), reserved: 0 });
  });
});

it('a raised budget is what the root may spend from then on', () => {
  const log = logOf([
    ...runOf({ limits: { spend: 1 } }),
    draftOf('budget_raised', { thread: LEAD, from_usd: 1, to_usd: 3 }),
  ]);
  expect(left(foldRun(log), LEAD)).toBe(toNano(3));
  expect(foldRun(log).threads.get(LEAD)?.limits.spend).toBe(3);
});
