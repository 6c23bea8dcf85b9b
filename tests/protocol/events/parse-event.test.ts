import { describe, expect, it, test } from 'vitest';
import {
  EVENT_VERSION,
  eventSchemas,
  InvalidEventError,
  isEventType,
  NewerEventError,
  recogniseEvent,
  validateEvent,
} from '#protocol';
import { draftOf, everyEventType, logOf } from '../../helpers/event-builder.ts';

const event = (changes: object = {}): object => ({ ...logOf([draftOf('thread_started')])[0], ...changes });

describe('the event language', () => {
  it('has every type of the state page', () => {
    const page =
      `run_started run_paused run_waiting run_unpaused run_completed run_failed run_cancelled run_blocked run_forked run_pruned
      run_recovered lease_taken budget_raised definition_pinned intent_received thread_created thread_started
      thread_waiting thread_woken thread_paused thread_unpaused thread_completed thread_failed thread_cancelled
      thread_killed thread_continued thread_resumed thread_revised thread_taken_over message_injected agent_deleted progress_reported context_composed limit_reached limit_raised wrap_up_granted model_call_started
      model_call_completed model_call_failed retry_scheduled tool_call_started tool_call_completed tool_call_failed
      tool_call_denied tool_call_interrupted tool_result_replaced artifact_written data_written file_written approval_requested
      approval_granted approval_denied approval_voided hook_started hook_completed hook_failed hooks_dispatched graph_step_started
      graph_step_completed graph_step_failed foreach_item_completed branch_opened branch_returned checkpoint_saved
      memory_recorded card_created card_moved card_returned gate_passed gate_failed`.split(/\s+/);
    expect(Object.keys(eventSchemas).toSorted()).toEqual(page.toSorted());
  });

  test.each(everyEventType)('%s comes back from JSON as it was, and is valid', (type) => {
    const [written] = logOf([draftOf(type)]);
    expect(validateEvent(JSON.parse(JSON.stringify(written)))).toEqual(written);
  });
});

describe('what enters the log', () => {
  test.each<[string, object]>([
    ['no seq', { seq: undefined }],
    ['a seq of 0', { seq: 0 }],
    ['a seq between two', { seq: 1.5 }],
    ['a time without milliseconds', { at: '2026-01-02T03:04:05Z' }],
    ['a time that is not UTC', { at: '2026-01-02T03:04:05.000+02:00' }],
    ['no thread', { thread: '' }],
    ['an older version', { v: 0 }],
    ['no type', { type: undefined }],
    ['a turn of 0', { turn: 0 }],
    ['no data', { data: undefined }],
  ])('is refused with %s', (_what, changes) => {
    expect(() => validateEvent(event(changes))).toThrow(InvalidEventError);
  });

  test.each<[string, object]>([
    ['a negative cost', draftOf('model_call_completed', { cost_usd: -0.1 })],
    ['a cost that is no number', draftOf('model_call_completed', { cost_usd: Number.NaN })],
    [
      'half a token',
      draftOf('model_call_failed', {
        usage: { input_tokens: 0.5, output_tokens: 0, cache_read_tokens: 0, cache_write_tokens: 0 },
      }),
    ],
    ['a hash that is none', draftOf('artifact_written', { sha256: 'abc' })],
    ['an input that JSON cannot hold', draftOf('tool_call_started', { input: { when: new Date(0) as never } })],
    ['an infinite result', draftOf('tool_call_completed', { result: Number.POSITIVE_INFINITY })],
  ])('is refused with %s', (_what, draft) => {
    expect(() => validateEvent({ ...event(), ...draft })).toThrow(InvalidEventError);
  });

  test.each([undefined, null, 7, 'event', [], {}])('is no %j', (value) => {
    expect(() => validateEvent(value)).toThrow(InvalidEventError);
  });

  it('is named in the refusal, with the field that is wrong', () => {
    const wrong = event({ seq: 12, type: 'thread_waiting', data: { on: 'scout' } });
    expect(() => validateEvent(wrong)).toThrow(/Event 12 \(thread_waiting\).*\n?.*on/s);
  });
});

describe('what a newer rye wrote', () => {
  it('is told from what is broken, by version and by type', () => {
    expect(() => recogniseEvent(event({ v: EVENT_VERSION + 1 }))).toThrow(NewerEventError);
    expect(() => recogniseEvent(event({ type: 'thread_dreamt' }))).toThrow(NewerEventError);
    expect(() => validateEvent(event({ v: EVENT_VERSION + 1, seq: 3 }))).toThrow(/Event 3 is of version 2/);
  });

  it('is not mixed up with what every object has', () => {
    expect(isEventType('constructor')).toBe(false);
    expect(() => recogniseEvent(event({ type: '__proto__' }))).toThrow(NewerEventError);
  });
});

it('reading back looks at the frame alone', () => {
  const trusted = event({ type: 'thread_waiting', data: { on: 'scout' } });
  expect(recogniseEvent(trusted)).toBe(trusted);
});
