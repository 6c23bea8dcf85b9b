import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Event, type EventDraft, foldRun, type RunState } from '#protocol';
import { logOf } from '../../helpers/event-builder.ts';
import { anyLedgerLog } from './arbitrary-ledger.ts';

const ENDS: ReadonlySet<string> = new Set(['thread_completed', 'thread_failed']);

/** Which events of a log come before each: its thread's own, its creation's cause, and the end of a child that its parent saw; a resumption has its place among all. */
function causes(log: readonly Event[]): number[][] {
  const lastOf = new Map<string, number>();
  const parentOf = new Map<string, string>();
  const seen = new Map<string, number[]>();
  let resumed: number | undefined;
  return log.map((event, index) => {
    const before: number[] = [];
    const own = lastOf.get(event.thread);
    if (own !== undefined) before.push(own);
    // All that stands before the run's threads, and the root itself.
    if (event.type === 'run_started' || index === 0) before.push(...(index === 0 ? [] : [index - 1]));
    if (event.type === 'thread_created' && event.data.parent !== undefined) {
      parentOf.set(event.thread, event.data.parent);
      const cause = lastOf.get(event.data.parent);
      if (cause !== undefined) before.push(cause);
    }
    before.push(...(seen.get(event.thread) ?? []));
    seen.delete(event.thread);
    const parent = parentOf.get(event.thread);
    if (parent !== undefined && ENDS.has(event.type)) seen.set(parent, [...(seen.get(parent) ?? []), index]);
    // Who goes on after its end is granted what is free at that moment, so all before it counts, and all after it too.
    if (resumed !== undefined) before.push(resumed);
    if (event.type === 'thread_resumed') {
      before.push(...log.slice(0, index).keys());
      resumed = index;
    }
    lastOf.set(event.thread, index);
    return before;
  });
}

/** Another order in which the same could have happened: whatever could come next is chosen by chance. */
function shuffled(log: readonly Event[], choices: readonly number[]): Event[] {
  const before = causes(log);
  const done = new Set<number>();
  const order: number[] = [];
  while (order.length < log.length) {
    const ready = log.flatMap((_, index) =>
      !done.has(index) && (before[index] ?? []).every((cause) => done.has(cause)) ? [index] : [],
    );
    const next = ready[(choices[order.length % choices.length] ?? 0) % ready.length] as number;
    done.add(next);
    order.push(next);
  }
  const drafts = order.map((index) => {
    const { v: _v, seq: _seq, at: _at, ...draft } = log[index] as Event;
    return draft as EventDraft;
  });
  return logOf(drafts, 1);
}

/** What threads came to, and what they cost; when, and which of two at once came first, is left out. */
const outcome = (state: RunState) => ({
  status: state.status,
  threads: Object.fromEntries(
    [...state.threads.values()].map((thread) => [
      thread.id,
      {
        place: thread.place.replace(/\[\d+\]/g, '[]'),
        status: thread.status,
        account: thread.account,
        calls: thread.modelCalls,
        turns: thread.turns.length,
        usage: thread.usage,
        open: thread.openModelCall?.data.reserved_usd,
        children: thread.children.toSorted(),
      },
    ]),
  ),
});

describe('threads that work at once', () => {
  it('come to one state, in whatever order their events are written', () => {
    fc.assert(
      fc.property(anyLedgerLog, fc.array(fc.nat(1000), { minLength: 1, maxLength: 40 }), (log, choices) => {
        const other = shuffled(log, choices);
        expect(outcome(foldRun(other))).toEqual(outcome(foldRun(log)));
      }),
      { numRuns: 500 },
    );
  });
});
