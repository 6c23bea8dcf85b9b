import { describe, expect, it, test } from 'vitest';
import {
  type ContentBlock,
  type EventDraft,
  type Field,
  foldRun,
  type JsonObject,
  type StopReason,
  type ThreadState,
  type ToolSpec,
} from '#protocol';
import { checkInputs, InvalidInputsError, nextStep, RETURN_TOOL } from '#runtime';
import { paletteOf } from '../../src/runtime/calls/palette.ts';
import { resolveCall } from '../../src/runtime/calls/resolve-call.ts';
import { splitIds } from '../../src/runtime/operations/thread-ids.ts';
import { childOf, draftOf, logOf, runOf } from '../helpers/event-builder.ts';
import { directiveOf, required, toolOf } from '../helpers/runtime-fixture.ts';

function thread(outputs: Field[], ...drafts: EventDraft[]): ThreadState {
  return foldRun(logOf([...runOf({ outputs }), ...drafts])).threads.get('lead-1')!;
}

const composed = draftOf('context_composed');

function answer(ids: string[], stopReason: StopReason = ids.length > 0 ? 'tool_use' : 'end_turn'): EventDraft {
  const calls: ContentBlock[] = ids.map((id) => ({ type: 'tool_use', id, name: 'look', input: { id } }));
  return draftOf(
    'model_call_completed',
    { content: [{ type: 'text', text: 'so' }, ...calls], stop_reason: stopReason },
    { turn: 1 },
  );
}

const ended = (id: string, tool = 'test/look'): EventDraft[] => [
  draftOf('tool_call_started', { tool, input: { id } }, { call_id: id }),
  draftOf('tool_call_completed', { tool }, { call_id: id }),
];

describe('the next step of a thread', () => {
  test.each<[string, Field[], EventDraft[]]>([
    ['compose', [], []],
    ['ask', [], [composed]],
    ['settle', [], [composed, draftOf('model_call_started')]],
    ['schedule_retry', [], [composed, draftOf('model_call_failed')]],
    ['ask', [], [composed, draftOf('model_call_failed'), draftOf('retry_scheduled')]],
    ['ask', [], [composed, draftOf('model_call_failed', { category: 'interrupted' })]],
    ['give_up', [], [composed, draftOf('model_call_failed', { retryable: false })]],
    ['give_up', [], [composed, ...[1, 2, 3].map(() => draftOf('model_call_failed'))]],
    ['call', [], [composed, answer(['c1'])]],
    ['ask', [], [composed, answer(['c1']), ...ended('c1')]],
    ['ask', [], [composed, answer([], 'pause_turn')]],
    ['ended', [], [composed, answer([])]],
    ['nudge', [required('report')], [composed, answer([])]],
    ['ask', [required('report')], [composed, answer([]), draftOf('message_injected')]],
    ['returned', [], [composed, answer(['c1']), ...ended('c1', RETURN_TOOL)]],
    [
      'ask',
      [],
      [
        composed,
        answer(['c1']),
        ...ended('c1', RETURN_TOOL),
        draftOf('thread_completed'),
        draftOf('thread_resumed', { message: 'more' }),
      ],
    ],
    ['done', [], [composed, draftOf('thread_completed')]],
    ['done', [], [draftOf('thread_killed')]],
  ])('is to %s', (kind, outputs, drafts) => {
    expect(nextStep(thread(outputs, ...drafts), 3).kind).toBe(kind);
  });

  it('is to give up its reminders after two', () => {
    const nudged = [answer([]), draftOf('message_injected', { by: 'rye' })];
    const state = thread([required('report')], composed, ...nudged, ...nudged, answer([]));
    expect(nextStep(state, 3)).toEqual({ kind: 'ended', text: 'so' });
  });

  it('drops the calls after a return', () => {
    const state = thread([], composed, answer(['c1', 'c2', 'c3']), ...ended('c1'), ...ended('c2', RETURN_TOOL));
    expect(nextStep(state, 3)).toEqual({ kind: 'returned', outputs: { id: 'c2' } });
  });

  it('refuses the calls of an answer that was cut off', () => {
    const step = nextStep(thread([], composed, answer(['c1'], 'max_tokens')), 3);
    expect(step).toMatchObject({ kind: 'call', refused: 'truncated' });
  });
});

describe('the inputs of a thread', () => {
  const directive = directiveOf('team/lead', {
    declaresInputs: true,
    inputs: [
      { name: 'topic', type: 'string', required: true },
      { name: 'depth', type: 'integer', required: true, default: '3' },
      { name: 'note', type: 'string', required: false },
    ],
  });

  it('are those given, and the defaults of the others', () => {
    expect(checkInputs(directive, { topic: 'bees' })).toEqual({ topic: 'bees', depth: '3' });
  });

  it('are refused with the names of what is missing and what is unknown', () => {
    expect(() => checkInputs(directive, { toppic: 'bees' })).toThrow(InvalidInputsError);
    expect(() => checkInputs(directive, { toppic: 'bees' })).toThrow(/missing: topic; unknown: toppic/);
  });

  it('may be anything where the directive declares none', () => {
    expect(checkInputs(directiveOf('team/lead'), { any: 1 })).toEqual({ any: 1 });
  });
});

describe('a call as the model wrote it', () => {
  const specs: ToolSpec[] = ['rye/bash', 'rye/file-system/read', 'rye/agent/threads/orchestrator'].map(
    (id) => toolOf(id).spec,
  );
  const resolve = (name: string, input: JsonObject = {}) =>
    resolveCall(name, input, { tools: specs, capabilities: ['rye.*'] });

  test.each(['rye_file_system_read', 'rye/file-system/read'])('finds a tool by %s', (name) => {
    expect(resolve(name, { path: 'a' })).toEqual({
      kind: 'tool',
      id: 'rye/file-system/read',
      input: { path: 'a' },
      dryRun: false,
    });
  });

  it('takes the id of an execute call from it, and of no other', () => {
    expect(resolve('rye_execute', { item_id: 'rye/bash', parameters: { command: 'ls' } })).toMatchObject({
      id: 'rye/bash',
      input: { command: 'ls' },
    });
    expect(resolve('rye_bash', { item_id: 'rye/file-system/read', item_type: 'tool' })).toMatchObject({
      id: 'rye/bash',
    });
  });

  test.each(['directive_return', RETURN_TOOL, 'rye_agent_threads_directive_return'])('returns by %s', (name) => {
    expect(resolve(name, { report: 'r' })).toEqual({ kind: 'return', outputs: { report: 'r' } });
  });

  it('returns through the execute action too', () => {
    expect(resolve('rye_execute', { item_id: RETURN_TOOL, parameters: { report: 'r' } })).toEqual({
      kind: 'return',
      outputs: { report: 'r' },
    });
  });

  it('reads the options of a spawn beside the parameters and among them', () => {
    const spawn = { item_type: 'directive', item_id: 'team/scout' };
    const expected = {
      kind: 'spawn',
      spawn: {
        directive: 'team/scout',
        inputs: { topic: 'bees' },
        async: true,
        model: 'haiku',
        overrides: { spend: 0.1 },
      },
      dryRun: false,
    };
    const options = { async: true, model: 'haiku', limit_overrides: { spend: 0.1 }, thread: 'fork' };
    expect(resolve('rye_execute', { ...spawn, ...options, parameters: { topic: 'bees' } })).toEqual(expected);
    expect(resolve('rye_execute', { ...spawn, parameters: { topic: 'bees', ...options } })).toEqual(expected);
    expect(resolve('rye_execute', { ...spawn, parameters: JSON.stringify({ topic: 'bees', ...options }) })).toEqual(
      expected,
    );
  });

  test.each<[string, JsonObject]>([
    ['no_such_tool', {}],
    ['rye_execute', {}],
    ['rye_execute', { item_id: 'x', parameters: 'not json' }],
    ['rye_execute', { item_id: 'x', parameters: [] }],
    ['rye_execute', { item_id: 'x', item_type: 'thread' }],
    ['rye_execute', { item_id: 'x', item_type: 'directive', limit_overrides: { max_spend: 1 } }],
    ['rye_execute', { item_id: 'x', item_type: 'directive', limit_overrides: { spend: '0.10' } }],
    ['rye_execute', { item_id: 'x', item_type: 'directive', limit_overrides: { turns: 1.5 } }],
    ['rye_execute', { item_id: 'x', item_type: 'directive', limit_overrides: { spend: -1 } }],
    ['rye_execute', { item_id: 'x', item_type: 'directive', limit_overrides: 'cheap' }],
    ['rye_fetch', {}],
    ['rye_fetch', { item_id: 'x', query: 'y' }],
  ])('%s %j is told to be wrong', (name, input) => {
    expect(resolve(name, input).kind).toBe('invalid');
  });

  it('understands the older names', () => {
    expect(resolve('rye_search', { query: 'bees', item_type: 'knowledge' })).toMatchObject({
      kind: 'fetch',
      query: 'bees',
      scope: 'knowledge',
    });
    expect(resolve('rye_load', { item_type: 'knowledge', item_id: 'a/b' })).toMatchObject({ kind: 'fetch', id: 'a/b' });
  });
});

describe('the tools that a model is offered', () => {
  const specs = ['a/b-c', 'a/b_c', 'a/other'].map((id) => toolOf(id).spec);
  const names = (capabilities: string[], outputs: Field[] = [], budget = 4000): string[] =>
    paletteOf({ tools: specs, capabilities }, outputs, budget).map(({ name }) => name);

  it('are those that its capabilities allow, and the actions that they imply', () => {
    expect(names(['rye.*'])).toEqual(['a_b_c', 'a_other', 'rye_execute', 'rye_fetch']);
    expect(names(['rye.execute.tool.a.other'])).toEqual(['a_other', 'rye_execute']);
    expect(names(['rye.fetch.knowledge.*'])).toEqual(['rye_fetch']);
    expect(names([])).toEqual([]);
  });

  it('hold the return where there is something to return', () => {
    expect(names([], [required('report')])).toEqual(['directive_return']);
  });

  it('leave out what does not fit, and keep the way to reach it', () => {
    expect(names(['rye.execute.*'], [], 0)).toEqual(['rye_execute']);
  });
});

describe('the ids that a model gives', () => {
  const state = foldRun(logOf([...runOf(), childOf('lead-1', 'a'), childOf('lead-1', 'b')]));

  it('are told apart from failed spawns and from what is unknown, each once', () => {
    expect(splitIds(state, ['a', { error: 'no' }, 'b', 'a', 'ghost'])).toEqual({
      ids: ['a', 'b'],
      failed: { __failed_1: { status: 'error', error: { error: 'no' } } },
      unknown: ['ghost'],
    });
    expect(splitIds(state, [])).toEqual({ ids: [], failed: {}, unknown: [] });
  });
});
