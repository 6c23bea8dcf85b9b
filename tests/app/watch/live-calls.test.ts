import { describe, expect, it } from 'vitest';
import { createRunState, type RunState } from '#protocol';
import { LiveCalls } from '../../../src/app/watch/live-calls.ts';

/** A run in which these threads have these calls in flight. */
function inFlight(calls: Record<string, string>): RunState {
  const state = createRunState();
  for (const [thread, callId] of Object.entries(calls))
    state.threads.set(thread, { id: thread, openModelCall: { callId } } as unknown as never);
  return state;
}

const delta = (thread: string, call_id: string, at: number, text: string) => ({ thread, call_id, at, text });

describe('texts of calls in flight', () => {
  it('are put together while the log has the call open', () => {
    const live = new LiveCalls();
    expect(live.take([delta('a', 'm1', 0, 'The re'), delta('a', 'm1', 6, 'port')], inFlight({ a: 'm1' }))).toBe(true);
    expect(live.shown.get('a')).toEqual({ callId: 'm1', text: 'The report' });
  });

  it('are not shown beside the answer: they go with the event that ends the call, and others stay', () => {
    const live = new LiveCalls();
    live.take([delta('a', 'm1', 0, 'one'), delta('b', 'm1', 0, 'two')], inFlight({ a: 'm1', b: 'm1' }));
    live.endIn(inFlight({ a: 'm2', b: 'm1' }));
    expect([...live.shown.keys()]).toEqual(['b']);
  });
});
