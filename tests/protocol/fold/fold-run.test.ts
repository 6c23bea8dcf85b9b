import { describe, expect, it } from 'vitest';
import {
  type ContentBlock,
  conversationOf,
  type EventData,
  type EventDraft,
  foldRun,
  isFinal,
  isRunFinal,
  type RunState,
  type ThreadStatus,
} from '#protocol';
import { childOf, draftOf, everyEventType, logOf, runOf } from '../../helpers/event-builder.ts';

const LEAD = 'lead-1';

function fold(...drafts: EventDraft[]): RunState {
  return foldRun(logOf([...runOf(), ...drafts]));
}

function lead(state: RunState) {
  return state.threads.get(LEAD)!;
}

function callsOf(...ids: string[]): EventDraft {
  const content: ContentBlock[] = ids.map((id) => ({ type: 'tool_use', id, name: 'look', input: { id } }));
  return draftOf('model_call_completed', { content, stop_reason: 'tool_use' }, { turn: 1 });
}

function asked(turn: number): EventDraft {
  return draftOf('model_call_started', {}, { turn, call_id: `m${turn}` });
}

describe('a fold', () => {
  it('takes every type of event', () => {
    for (const type of everyEventType.filter((each) => each !== 'run_started' && each !== 'thread_created')) {
      const drafts = [asked(1), callsOf('c1'), draftOf(type, {}, { call_id: 'c1' })];
      expect(fold(...drafts).seq).toBe(5);
    }
  });

  it('names the event and the thread where a log speaks of one that was never created', () => {
    expect(() => fold(draftOf('thread_started', {}, { thread: 'ghost-1' }))).toThrow(/event 3 .*ghost-1/);
  });

  it('names the call where a log speaks of one that was never made', () => {
    expect(() => fold(asked(1), callsOf('c1'), draftOf('tool_call_completed', {}, { call_id: 'c9' }))).toThrow(/c9/);
  });
});

describe('the status of a thread', () => {
  it.each<[ThreadStatus, EventDraft[]]>([
    ['created', []],
    ['running', [draftOf('thread_started')]],
    ['waiting', [draftOf('thread_started'), draftOf('thread_waiting')]],
    ['running', [draftOf('thread_waiting'), draftOf('thread_woken')]],
    ['paused', [draftOf('thread_started'), draftOf('thread_paused')]],
    ['created', [draftOf('thread_paused'), draftOf('thread_unpaused')]],
    ['running', [draftOf('thread_started'), draftOf('thread_paused'), draftOf('thread_unpaused')]],
    ['waiting', [draftOf('thread_waiting'), draftOf('thread_paused'), draftOf('thread_unpaused')]],
    ['paused', [draftOf('thread_started'), draftOf('thread_paused'), draftOf('thread_waiting')]],
    ['killed', [draftOf('thread_paused'), draftOf('thread_killed')]],
    ['completed', [draftOf('thread_completed')]],
    ['error', [draftOf('thread_failed')]],
    ['cancelled', [draftOf('thread_cancelled')]],
    ['killed', [draftOf('thread_killed')]],
    ['continued', [draftOf('thread_continued')]],
    ['running', [draftOf('thread_failed'), draftOf('thread_resumed')]],
  ])('is %s', (status, drafts) => {
    expect(lead(fold(...drafts)).status).toBe(status);
  });

  it('is final in all but four', () => {
    const all: ThreadStatus[] = [
      'created',
      'running',
      'waiting',
      'paused',
      'completed',
      'error',
      'cancelled',
      'killed',
      'continued',
    ];
    expect(all.filter((status) => !isFinal(status))).toEqual(['created', 'running', 'waiting', 'paused']);
  });

  it('waits for nobody once it is awake or has ended', () => {
    const asleep = draftOf('thread_waiting', { on: ['a', 'b'] });
    expect(lead(fold(asleep)).waitsOn).toEqual(['a', 'b']);
    expect(lead(fold(asleep, draftOf('thread_woken'))).waitsOn).toEqual([]);
    expect(lead(fold(asleep, draftOf('thread_cancelled')))).not.toHaveProperty('waitingSince');
  });
});

describe('the status of a run', () => {
  it.each<[string, boolean, EventDraft[]]>([
    ['running', false, []],
    ['paused', false, [draftOf('run_paused')]],
    ['running', false, [draftOf('run_paused'), draftOf('run_unpaused')]],
    ['completed', true, [draftOf('run_completed')]],
    ['error', true, [draftOf('run_failed')]],
    ['cancelled', true, [draftOf('run_cancelled')]],
    ['blocked', false, [draftOf('run_blocked')]],
  ])('is %s (final: %s)', (status, final, drafts) => {
    const state = fold(...drafts);
    expect(state.status).toBe(status);
    expect(isRunFinal(state.status)).toBe(final);
  });

  it('is running again when its root goes on, and what it had ended with is gone', () => {
    const state = fold(
      draftOf('thread_failed'),
      draftOf('run_failed'),
      draftOf('thread_resumed', { message: 'again' }),
    );
    expect(state.status).toBe('running');
    for (const key of ['endedAt', 'error', 'outputs', 'result']) expect(state).not.toHaveProperty(key);
    for (const key of ['endedAt', 'error', 'outputs', 'result']) expect(lead(state)).not.toHaveProperty(key);
  });
});

describe('time', () => {
  const at = (drafts: EventDraft[], idleSeconds: number): RunState => {
    const log = logOf([...runOf(), ...drafts]);
    const [last] = logOf([draftOf('lease_taken', { fence: 2 })], log.length + idleSeconds);
    return foldRun([...log, last!]);
  };

  it('without a driver does not count for a thread that was at work', () => {
    expect(lead(at([draftOf('thread_started')], 60)).idleMs).toBe(60_000);
  });

  it('without a driver is not taken off a thread that had not begun', () => {
    expect(lead(at([], 60)).idleMs).toBe(0);
  });

  it('between the end of a thread and its going on does not count', () => {
    const state = fold(
      draftOf('thread_started'),
      draftOf('thread_failed'),
      draftOf('run_failed'),
      draftOf('thread_resumed'),
    );
    expect(lead(state).idleMs).toBe(2000);
  });

  it('begins at its going on for a thread that ended before it began', () => {
    const state = fold(draftOf('thread_cancelled'), draftOf('thread_resumed'));
    expect(lead(state)).toMatchObject({ startedAt: '2026-01-02T03:04:08.000Z', idleMs: 0 });
  });
});

describe('model calls', () => {
  it('count as turns only where they were answered', () => {
    const thread = lead(fold(asked(1), draftOf('model_call_failed'), asked(1), draftOf('model_call_completed')));
    expect(thread).toMatchObject({ modelCalls: 2, failuresInARow: 0 });
    expect(thread.turns).toHaveLength(1);
    expect(thread).not.toHaveProperty('openModelCall');
    expect(thread).not.toHaveProperty('lastFailure');
  });

  it('that rye itself broke off do not count as failures', () => {
    expect(lead(fold(asked(1), draftOf('model_call_failed', { category: 'interrupted' }))).failuresInARow).toBe(0);
    expect(lead(fold(asked(1), draftOf('model_call_failed'))).failuresInARow).toBe(1);
  });

  it('add up their tokens, those of failed ones included', () => {
    const usage = { input_tokens: 1, output_tokens: 2, cache_read_tokens: 3, cache_write_tokens: 4 };
    const thread = lead(
      fold(asked(1), draftOf('model_call_failed', { usage }), asked(1), draftOf('model_call_completed', { usage })),
    );
    expect(thread.usage).toEqual({ input_tokens: 2, output_tokens: 4, cache_read_tokens: 6, cache_write_tokens: 8 });
    expect(thread.lastInput?.tokens).toBe(8);
  });

  it('are due again when the retry says so', () => {
    const state = fold(asked(1), draftOf('model_call_failed'), draftOf('retry_scheduled', { delay_ms: 1500 }));
    expect(lead(state).retryAt).toBe('2026-01-02T03:04:10.500Z');
  });
});

describe('the conversation', () => {
  const composed = draftOf('context_composed', { prompt: 'Do it.' });
  const end = (id: string, data: Partial<EventData<'tool_call_completed'>> = {}): EventDraft =>
    draftOf('tool_call_completed', data, { call_id: id });

  it('begins with the prompt, and what was said before the first turn', () => {
    const state = fold(composed, draftOf('message_injected', { text: 'And quickly.' }));
    expect(conversationOf(lead(state))).toEqual([
      {
        role: 'user',
        content: [
          { type: 'text', text: 'Do it.' },
          { type: 'text', text: 'And quickly.' },
        ],
      },
    ]);
  });

  it('holds the results in the order of the calls, whatever the order of their ends, then what was said', () => {
    const state = fold(
      composed,
      asked(1),
      callsOf('c1', 'c2'),
      end('c2', { result: 'second' }),
      end('c1', { result: { n: 1 } }),
      draftOf('message_injected', { text: 'Go on.' }),
    );
    expect(conversationOf(lead(state)).at(-1)).toEqual({
      role: 'user',
      content: [
        { type: 'tool_result', tool_use_id: 'c1', content: '{"n":1}' },
        { type: 'tool_result', tool_use_id: 'c2', content: 'second' },
        { type: 'text', text: 'Go on.' },
      ],
    });
  });

  it.each<[string, EventDraft, RegExp]>([
    ['failed', draftOf('tool_call_failed', { result: 'half' }, { call_id: 'c1' }), /it broke.*half/],
    ['denied', draftOf('tool_call_denied', {}, { call_id: 'c1' }), /it broke/],
    ['interrupted', draftOf('tool_call_interrupted', {}, { call_id: 'c1' }), /outcome unknown/],
  ])('tells a call that was %s as an error', (_how, draft, text) => {
    const message = conversationOf(lead(fold(composed, asked(1), callsOf('c1'), draft))).at(-1);
    expect(message?.content[0]).toMatchObject({ type: 'tool_result', is_error: true });
    expect(JSON.stringify(message)).toMatch(text);
  });

  it('has no empty answer', () => {
    const state = fold(composed, asked(1), draftOf('model_call_completed', { content: [] }));
    expect(conversationOf(lead(state)).at(-1)?.content).not.toEqual([]);
  });

  it('goes on after a call that is made again', () => {
    const state = fold(
      asked(1),
      callsOf('c1'),
      draftOf('tool_call_started', {}, { call_id: 'c1' }),
      draftOf('tool_call_interrupted', { effect: 'none', decision: 'retried' }, { call_id: 'c1' }),
    );
    const call = lead(state).turns[0]?.calls[0];
    expect(call).not.toHaveProperty('startedSeq');
    expect(call).not.toHaveProperty('end');
  });
});

describe('the tree', () => {
  it('knows every thread by its place, and its children in order', () => {
    const state = fold(childOf(LEAD, 'b'), childOf(LEAD, 'a'), childOf('b', 'c'));
    expect(lead(state).children).toEqual(['b', 'a']);
    expect(state.byPlace.get('root/c')).toBe('c');
  });

  it('remembers who wrote which file, once', () => {
    const state = fold(
      draftOf('artifact_written'),
      draftOf('artifact_written'),
      draftOf('data_written', { path: 'x.json' }),
    );
    expect(lead(state).filesWritten).toEqual(['artifacts/report.md', '.ai/data/x.json']);
    expect([...state.artifacts.keys()]).toEqual(['report.md']);
  });
});
