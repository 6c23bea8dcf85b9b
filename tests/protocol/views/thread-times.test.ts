import { describe, expect, it } from 'vitest';
import { type Event, type EventDraft, threadTimes } from '#protocol';
import { draftOf, LOG_START_MS, logOf } from '../../helpers/event-builder.ts';

/** A log whose events come at these seconds. */
function at(...timed: [number, EventDraft][]): Event[] {
  return logOf(timed.map(([, draft]) => draft)).map((event, index) => ({
    ...event,
    at: new Date(LOG_START_MS + (timed[index]?.[0] ?? 0) * 1000).toISOString(),
  }));
}

const created = (thread: string): EventDraft => draftOf('thread_created', {}, { thread });
const now = (second: number): number => LOG_START_MS + second * 1000;

describe('where the time of threads went', () => {
  it('is counted by model calls, tools, questions and waiting; a tool that waits for a thread counts as waiting', () => {
    const call = { thread: 'lead-1', turn: 1, call_id: 'c1' };
    const events = at(
      [0, created('lead-1')],
      [0, draftOf('model_call_started', {}, { thread: 'lead-1', turn: 1, call_id: 'm1' })],
      [4, draftOf('model_call_completed', {}, { thread: 'lead-1', turn: 1, call_id: 'm1' })],
      [4, draftOf('approval_requested', { approval: 'a1' }, { thread: 'lead-1' })],
      [7, draftOf('approval_granted', { approval: 'a1' }, { thread: 'lead-1' })],
      [7, draftOf('tool_call_started', {}, call)],
      [8, created('scout-1')],
      [8, draftOf('thread_waiting', { on: ['scout-1'] }, { thread: 'lead-1' })],
      [18, draftOf('thread_completed', {}, { thread: 'scout-1' })],
      [19, draftOf('thread_woken', { reason: 'ready' }, { thread: 'lead-1' })],
      [20, draftOf('tool_call_completed', {}, call)],
    );
    expect(threadTimes(events, now(100))).toEqual([
      { thread: 'lead-1', model: 4000, tools: 2000, waits: 11_000, asks: 3000, blocks: 0 },
      { thread: 'scout-1', model: 0, tools: 0, waits: 0, asks: 0, blocks: 10_000 },
    ]);
  });

  it('counts what is still going on up to now', () => {
    const events = at(
      [0, created('lead-1')],
      [1, created('scout-1')],
      [2, draftOf('thread_waiting', { on: ['scout-1'] }, { thread: 'lead-1' })],
      [3, draftOf('model_call_started', {}, { thread: 'scout-1', turn: 1, call_id: 'm1' })],
    );
    expect(threadTimes(events, now(13))).toMatchObject([
      { thread: 'lead-1', waits: 11_000 },
      { thread: 'scout-1', model: 10_000, blocks: 11_000 },
    ]);
  });

  it('ends with the thread, whatever was open in it; what was taken over took no time', () => {
    const [first, ...rest] = at(
      [0, created('lead-1')],
      [1, draftOf('tool_call_started', {}, { thread: 'lead-1', turn: 1, call_id: 'c1' })],
      [5, draftOf('thread_killed', {}, { thread: 'lead-1' })],
    );
    const killed = [first as Event, ...rest];
    expect(threadTimes(killed, now(50))).toMatchObject([{ tools: 4000 }]);
    const taken = killed.map((event) => ({ ...event, taken_over: { run: 'other-run', seq: event.seq } }));
    expect(threadTimes(taken, now(50))).toEqual([]);
  });
});
