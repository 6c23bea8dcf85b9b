import { describe, expect, it } from 'vitest';
import {
  diffRuns,
  type Event,
  type EventDraft,
  type JsonObject,
  outputsDiffer,
  pruneEvent,
  type RunDiff,
  runSide,
  sameFiles,
} from '#protocol';
import { childOf, draftOf, logOf, runOf } from '../../helpers/event-builder.ts';
import { type Doing, logOfPlan, noChance, type ThreadPlan } from './planned-run.ts';

function diffOf(a: readonly Event[], b: readonly Event[]): RunDiff {
  return diffRuns(runSide('a', a), runSide('b', b));
}

/** Two runs of the same, but for what the second one's root does. */
function diffOfDoings(a: Doing[], b: Doing[]): RunDiff {
  const plan = (doings: Doing[]): ThreadPlan => ({ key: 'lead', doings });
  return diffOf(logOfPlan(plan(a)), logOfPlan(plan(b), { ...noChance, seed: 2 }));
}

function calls(call: string, input: JsonObject = {}, outcome: 'completed' | 'failed' | 'denied' = 'completed'): Doing {
  return { call, input, outcome };
}

describe('the first divergence', () => {
  it('is a call of another tool, at the events with which the calls began', () => {
    const { first_divergence: first } = diffOfDoings([calls('look'), calls('read')], [calls('look'), calls('write')]);
    expect(first).toMatchObject({
      place: 'root',
      kind: 'tool',
      action_a: { tool: 'read' },
      action_b: { tool: 'write' },
    });
    expect(first?.seq_a).toBe(7);
  });

  it('is another input, with what differs in it by its path', () => {
    const { first_divergence: first, threads } = diffOfDoings(
      [calls('look', { at: { page: 1 }, of: ['x', 'y'] }), calls('read')],
      [calls('look', { at: { page: 2 }, of: ['x'] }), calls('read')],
    );
    expect(first).toMatchObject({
      kind: 'input',
      input: [
        { path: 'input.at.page', a: 1, b: 2 },
        { path: 'input.of[1]', a: 'y' },
      ],
    });
    expect(threads[0]?.actions).toEqual({ same: 2, changed: 1 });
  });

  it('is another end of a call, at the events that say so', () => {
    const { first_divergence: first } = diffOfDoings([calls('look')], [calls('look', {}, 'failed')]);
    expect(first).toMatchObject({ kind: 'outcome', seq_a: 5, seq_b: 5 });
  });

  it('is a denied call with what was asked for, though it never began', () => {
    const denied = calls('look', { at: 'door' }, 'denied');
    expect(diffOfDoings([denied], [denied]).identical).toBe(true);
    const other = diffOfDoings([denied], [calls('look', { at: 'gate' }, 'denied')]);
    expect(other.first_divergence).toMatchObject({
      kind: 'input',
      input: [{ path: 'input.at', a: 'door', b: 'gate' }],
    });
  });

  it('is no text, no thinking, no token count, no retry, no lease and no call that never began', () => {
    const said: EventDraft[] = [
      draftOf('lease_taken'),
      draftOf('context_composed', { prompt: 'Something else.' }),
      draftOf('model_call_failed'),
      draftOf('retry_scheduled'),
      draftOf('model_call_completed', {
        content: [
          { type: 'text', text: 'Hm.' },
          { type: 'tool_use', id: 't1', name: 'look', input: {} },
        ],
        cost_usd: 0.2,
      }),
      draftOf('run_recovered'),
    ];
    const diff = diffOf(
      logOf([...runOf(), draftOf('thread_completed'), draftOf('run_completed')]),
      logOf([...runOf(), ...said, draftOf('thread_completed'), draftOf('run_completed')]),
    );
    expect(diff).toMatchObject({ identical: true, threads: [{ change: 'same', cost_usd: { a: 0, b: 0.2 } }] });
  });

  it('is not what a thread was told of the cost and the words of another', () => {
    const told = (usd: number, status: string): Doing => {
      const scout = { thread_id: 'scout-1', place: 'root/scout', status, outputs: {}, result: `${usd} words` };
      return calls('sum', { results: [{ ...scout, cost: { usd } }] });
    };
    expect(diffOfDoings([told(1, 'completed')], [told(2, 'completed')]).identical).toBe(true);
    expect(diffOfDoings([told(1, 'completed')], [told(2, 'error')]).first_divergence?.input).toEqual([
      { path: 'input.results[0].status', a: 'completed', b: 'error' },
    ]);
    expect(diffOfDoings([calls('sum', { cost: { usd: 1 } })], [calls('sum', { cost: { usd: 2 } })]).identical).toBe(
      false,
    );
  });

  it('is the earliest in the order of the first run, of all threads that part', () => {
    const call = (thread: string, tool: string): EventDraft[] => [
      draftOf('model_call_completed', { content: [{ type: 'tool_use', id: 't1', name: tool, input: {} }] }, { thread }),
      draftOf('tool_call_started', { tool }, { thread, call_id: 't1' }),
    ];
    const plan = (late: string, early: string): Event[] =>
      logOf([
        ...runOf(),
        childOf('lead-1', 'late'),
        childOf('lead-1', 'early'),
        ...call('early', early),
        ...call('late', late),
      ]);
    const diff = diffOf(plan('read', 'look'), plan('write', 'feel'));
    expect(diff.first_divergence).toMatchObject({ place: 'root/early', seq_a: 6, seq_b: 6 });
  });

  it('is a spawn that only one made; the thread itself is named as being in one alone', () => {
    const scout: ThreadPlan = { key: 'scout', doings: [calls('look')], outputs: { seen: 3 } };
    const diff = diffOfDoings([calls('look')], [calls('look'), { spawns: scout }]);
    expect(diff.first_divergence).toMatchObject({
      place: 'root',
      kind: 'action',
      action_b: { kind: 'call', tool: 'spawn' },
    });
    expect(diff.threads.map(({ place, change }) => [place, change])).toEqual([
      ['root', 'changed'],
      ['root/scout', 'only_b'],
    ]);
    expect(diff.threads[1]).toMatchObject({ actions: { same: 0, changed: 2 }, status: { b: 'completed' } });
    expect(diff.threads[1]?.outputs[0]).toEqual({ path: 'outputs.seen', b: 3 });
  });

  it('is how a thread ended, with the code of its error', () => {
    const ending = (code: string): Event[] =>
      logOf([...runOf(), draftOf('thread_failed', { error: { code, message: 'as it happens' } })]);
    expect(diffOf(ending('limit_exceeded'), ending('limit_exceeded')).identical).toBe(true);
    expect(diffOf(ending('limit_exceeded'), ending('model-failed')).first_divergence).toMatchObject({
      kind: 'ending',
      action_a: { status: 'error', code: 'limit_exceeded' },
    });
  });

  it('is no end that a thread went on from', () => {
    const ended = [draftOf('thread_completed'), draftOf('run_completed')];
    const resumed = [draftOf('thread_failed'), draftOf('run_failed'), draftOf('thread_resumed')];
    expect(diffOf(logOf([...runOf(), ...ended]), logOf([...runOf(), ...resumed, ...ended])).identical).toBe(true);
  });

  it('of a run with a point before its end is where it goes on', () => {
    const events = logOfPlan({ key: 'lead', doings: [calls('look'), calls('read')] });
    const diff = diffOf(events.slice(0, 4), events);
    expect(diff.first_divergence).toMatchObject({ kind: 'only_b', seq_b: 5, action_a: { tool: 'look' } });
    expect(diff.first_divergence).not.toHaveProperty('seq_a');
    expect(diff).toMatchObject({
      identical: false,
      runs: { a: { seq: 4, status: 'running' }, b: { status: 'completed' } },
    });
  });
});

describe('a graph', () => {
  const step = { node: 'each', step: 1, type: 'foreach' } as const;
  const graph = { start: 'each', state: {}, max_steps: 9, max_concurrency: 2 };
  const item = (index: number, input: JsonObject): EventDraft[] => {
    const frame = { call_id: `i${index}` };
    return [
      draftOf('graph_step_started', { ...step, type: 'action', index, input: {} }, frame),
      draftOf('tool_call_started', { tool: 'look', input }, frame),
      draftOf('tool_call_completed', { tool: 'look' }, frame),
      draftOf('foreach_item_completed', { ...step, index }, frame),
    ];
  };
  const walk = (items: EventDraft[], next: string): Event[] =>
    logOf([
      ...runOf({ graph }),
      draftOf('graph_step_started', { ...step, items: 2 }),
      ...items,
      draftOf('graph_step_completed', { ...step, next }),
    ]);

  it('is the same where its items came in another order', () => {
    const [first, second] = [item(0, { at: 'door' }), item(1, { at: 'gate' })];
    const interleaved = [...first.slice(0, 2), ...second, ...first.slice(2)];
    const diff = diffOf(walk([...second, ...first], 'end'), walk(interleaved, 'end'));
    expect(diff).toMatchObject({ identical: true, threads: [{ actions: { same: 3, changed: 0 } }] });
  });

  it('parts where a step leads elsewhere, at the events that say so', () => {
    const diff = diffOf(walk([], 'end'), walk([], 'again'));
    expect(diff.first_divergence).toMatchObject({ kind: 'step', seq_a: 4, seq_b: 4, action_b: { next: 'again' } });
  });

  it('parts at an item that was given something else', () => {
    const diff = diffOf(walk(item(0, { at: 'door' }), 'end'), walk(item(0, { at: 'roof' }), 'end'));
    expect(diff.first_divergence).toMatchObject({ kind: 'input', input: [{ path: 'input.at', a: 'door', b: 'roof' }] });
  });
});

describe('the actions of two threads', () => {
  it('are counted as the same before, between and after what was put in or left out', () => {
    const a = ['one', 'two', 'three', 'four'].map((tool) => calls(tool));
    const b = ['one', 'new', 'two', 'four'].map((tool) => calls(tool));
    // The fifth is the end of the thread.
    expect(diffOfDoings(a, b).threads[0]?.actions).toEqual({ same: 4, changed: 1 });
  });
});

describe('what runs came to', () => {
  const returning = (outputs: JsonObject): Event[] =>
    logOf([...runOf(), draftOf('thread_completed', { outputs }), draftOf('run_completed', { outputs })]);

  it('differs by path, as deep as it does, in any order of keys', () => {
    const a = { leads: [{ name: 'Oak' }, { name: 'Elm' }, { name: 'Ash' }], 'odd key': null, same: { x: 1, y: 2 } };
    const b = { same: { y: 2, x: 1 }, leads: [{ name: 'Oak' }, { name: 'Elm' }, { name: 'Yew' }, 7] };
    const diff = diffOf(returning(a), returning(b));
    expect(diff.outputs).toEqual([
      { path: 'outputs.leads[2].name', a: 'Ash', b: 'Yew' },
      { path: 'outputs.leads[3]', b: 7 },
      { path: 'outputs["odd key"]', a: null },
    ]);
    expect(diff.threads[0]?.outputs).toEqual(diff.outputs);
    expect(outputsDiffer(diff)).toBe(true);
  });

  it('is its last words where nothing is returned, and only there', () => {
    const saying = (result: string, outputs?: JsonObject): Event[] =>
      logOf([...runOf(), draftOf('thread_completed', { result, ...(outputs && { outputs }) })]);
    expect(diffOf(saying('Yes.'), saying('No.')).threads[0]?.outputs).toEqual([
      { path: 'result', a: 'Yes.', b: 'No.' },
    ]);
    expect(diffOf(saying('Yes.', { n: 1 }), saying('No.', { n: 1 })).identical).toBe(true);
  });

  it('can be nested as deep as a log can hold it', () => {
    const deep = (leaf: number): JsonObject => {
      let value: JsonObject = { leaf };
      for (let depth = 0; depth < 3000; depth += 1) value = { in: value };
      return value;
    };
    expect(diffOf(returning(deep(1)), returning(deep(2))).outputs).toHaveLength(1);
    expect(diffOf(returning(deep(1)), returning(deep(1))).outputs).toHaveLength(0);
  });
});

describe('files and definitions', () => {
  const [old, young] = ['a'.repeat(64), 'b'.repeat(64)];
  const keeping = (...drafts: EventDraft[]): Event[] => logOf([...runOf(), ...drafts]);

  it('are compared by their hashes: what is left last counts, what is the same is not listed', () => {
    const diff = diffOf(
      keeping(
        draftOf('artifact_written', { path: 'same.md' }),
        draftOf('artifact_written', { path: 'x.md', sha256: young }),
        draftOf('artifact_written', { path: 'x.md', sha256: old }),
        draftOf('data_written', { path: 'leads.json' }),
      ),
      keeping(
        draftOf('artifact_written', { path: 'same.md' }),
        draftOf('artifact_written', { path: 'x.md', sha256: young }),
        draftOf('file_written', { path: 'src/x.ts' }),
      ),
    );
    expect(diff.artifacts.map(({ path, change }) => [path, change])).toEqual([
      ['.ai/data/leads.json', 'only_a'],
      ['artifacts/x.md', 'changed'],
      ['src/x.ts', 'only_b'],
    ]);
    expect(outputsDiffer(diff)).toBe(true);
  });

  it('that are the same in both stand in a list of their own, by path', () => {
    const [a, b] = [
      keeping(
        draftOf('file_written', { path: 'src/x.ts', sha256: old }),
        draftOf('artifact_written', { path: 'x.md', sha256: old, bytes: 3 }),
        draftOf('artifact_written', { path: 'y.md', sha256: old }),
      ),
      keeping(
        draftOf('artifact_written', { path: 'x.md', sha256: old, bytes: 3 }),
        draftOf('artifact_written', { path: 'y.md', sha256: young }),
        draftOf('file_written', { path: 'src/x.ts', sha256: old }),
      ),
    ].map((events) => runSide('a', events).state);
    const same = a && b ? sameFiles(a, b) : [];
    expect(same.map(({ path }) => path)).toEqual(['artifacts/x.md', 'src/x.ts']);
    expect(same[0]).toEqual({ path: 'artifacts/x.md', sha256: old, bytes: 3 });
  });

  it('tells a changed definition by kind and id, with both hashes, and no outputs differ by it', () => {
    const diff = diffOf(
      keeping(draftOf('definition_pinned', { sha256: old })),
      keeping(draftOf('definition_pinned', { sha256: young })),
    );
    expect(diff.definitions).toMatchObject([
      { kind: 'directive', id: 'team/lead', change: 'changed', a: { sha256: old }, b: { sha256: young } },
    ]);
    expect([diff.identical, outputsDiffer(diff)]).toEqual([false, false]);
  });
});

describe('a pruned run', () => {
  it('is compared with a whole one by the hashes of what was said', () => {
    const whole = logOfPlan({ key: 'lead', doings: [calls('look', { at: 'door' })], outputs: { seen: 'a cat' } });
    const pruned = [...whole.map(pruneEvent), ...logOf([draftOf('run_pruned')], whole.length + 1)];
    const diff = diffOf(pruned, whole);
    expect(diff.threads[0]).toMatchObject({ change: 'same', actions: { changed: 0 } });
    expect(diff.runs.a.pruned_at).toBeDefined();
    const other = logOfPlan({ key: 'lead', doings: [calls('look', { at: 'roof' })], outputs: { seen: 'a cat' } });
    expect(diffOf(pruned, other).first_divergence).toMatchObject({ kind: 'input', input: [{ b: 'roof' }] });
  });
});
