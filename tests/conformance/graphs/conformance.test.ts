import { describe, expect, it } from 'vitest';
import { inspectItem, parseGraph } from '#library';
import {
  type Event,
  type EventType,
  foldRun,
  type Graph,
  type Json,
  type JsonObject,
  type Problem,
  sha256,
} from '#protocol';
import type { WalkRequest } from '../../../src/runtime/graph/check-graph-inputs.ts';
import { FakeClock } from '../../helpers/fake-clock.ts';
import { calls, graphFixture, graphText, returns } from '../../helpers/graph-fixture.ts';
import {
  type CountingTool,
  directiveOf,
  type FixtureFacts,
  type Outcome,
  ofType,
  RUN_ID,
  type RuntimeFixture,
  required,
  threadAt,
  toolOf,
} from '../../helpers/runtime-fixture.ts';
import { give, scriptedModel } from '../../helpers/scripted-model.ts';

// The rows of the specification of state graphs, by its sections. Graphs are written as JSON, which is YAML.

interface WalkFacts extends Partial<FixtureFacts> {
  /** Beside `config` in the file. */
  root?: JsonObject;
  inputs?: JsonObject;
  walk?: WalkRequest;
}

/** Walks one graph to its end. */
async function walked(config: JsonObject, { inputs = {}, walk, ...facts }: WalkFacts = {}) {
  const { fixture, echo, fail } = graphFixture(config, facts);
  const outcome = await fixture.start({ inputs, ...(walk && { walk }) });
  const graph = outcome.root.graph!;
  return { ...outcome, fixture, echo, fail, graph, visited: graph.visits.map(({ node }) => node) };
}

/** `test/give` answers with its `value`, whatever that is. */
const giveTool = (): CountingTool =>
  toolOf('test/give', { effect: 'idempotent', run: async ({ value }) => ({ ok: true, result: value ?? null }) });

/** `test/note` is what hooks call; it counts. */
const noteTool = (): CountingTool => toolOf('test/note', { effect: 'idempotent' });

/** `test/sometimes` fails every first time of two. */
function sometimesTool(): CountingTool {
  let count = 0;
  return toolOf('test/sometimes', {
    effect: 'idempotent',
    run: async () => {
      count += 1;
      return count % 2 === 0
        ? { ok: true, result: { count } }
        : { ok: false, error: { code: 'test/sometimes', message: 'not now' } };
    },
  });
}

/** `test/meter` takes a while, and knows how many calls of it ran at the same time. */
function meterTool(): { tool: CountingTool; peak: () => number; ended: Json[] } {
  let now = 0;
  let peak = 0;
  const ended: Json[] = [];
  const tool = toolOf('test/meter', {
    effect: 'idempotent',
    run: async ({ v, ticks }) => {
      now += 1;
      peak = Math.max(peak, now);
      for (let tick = 0; tick < Number(ticks ?? 20); tick += 1) await new Promise(setImmediate);
      now -= 1;
      ended.push(v ?? null);
      return { ok: true, result: { v: v ?? null } };
    },
  });
  return { tool, peak: () => peak, ended };
}

const CONTROL = 'rye/agent/threads/internal/control';

/** A hook that decides. */
const decides = (event: string, params: JsonObject): JsonObject => ({
  event,
  action: { item_id: CONTROL, params },
});

/** A hook that calls `test/note`. */
const notes = (event: string, params: JsonObject = {}): JsonObject => ({
  event,
  action: { item_id: 'test/note', params },
});

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** Events of one type of a node. */
const ofNode = (events: Event[], type: EventType, node: string): Event[] =>
  events.filter((event) => event.type === type && 'node' in event.data && event.data.node === node);

function sourceOf(text: string) {
  return {
    kind: 'graph',
    id: 'flows/demo',
    space: 'project',
    path: '.ai/tools/flows/demo.yaml',
    text,
    sha256: sha256(text),
    signature: 'unsigned',
  } as const;
}

const parsed = (config: JsonObject, root: JsonObject = {}): Graph => parseGraph(sourceOf(graphText(config, root)));

/** What is wrong with a graph. */
async function problemsOf(text: string): Promise<Problem[]> {
  const file = { kind: 'graph', id: 'flows/demo', path: '.ai/tools/flows/demo.yaml', text, placed: true } as const;
  const { problems } = await inspectItem(file, undefined as never, undefined as never);
  return [...problems];
}

/** Whether a problem of that level tells of this. */
const told = (level: Problem['level'], code: string, message: RegExp | string) =>
  expect.objectContaining({
    level,
    code,
    message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
  });

describe('6.1 File', () => {
  it('6.1 the walk begins at config.start', async () => {
    const { visited } = await walked({ start: 'b', nodes: { a: returns(), b: returns() } });
    expect(visited).toEqual(['b']);
  });

  it('6.1 config.state is what the state begins with', async () => {
    const { state } = await walked({ state: { count: 7 }, nodes: { a: returns({ count: '${state.count}' }) } });
    expect(state.outputs).toEqual({ count: 7 });
  });

  it('6.1 the id of the graph is the id of the tool', async () => {
    const { root } = await walked({ nodes: { a: returns() } });
    expect(root.directive).toBe('flows/demo');
  });

  it('6.1 max_steps is 100 where nobody says so', async () => {
    const { visited, state } = await walked({ nodes: { a: { type: 'gate', next: 'a' } } });
    expect(visited).toHaveLength(100);
    expect(state.error).toMatchObject({ code: 'max_steps_exceeded' });
  });

  it('6.1 config.max_steps bounds the steps', async () => {
    const { visited, state } = await walked({ max_steps: 3, nodes: { a: { type: 'gate', next: 'a' } } });
    expect(visited).toHaveLength(3);
    expect(state.status).toBe('error');
  });

  it.each([
    ['10 where nobody says so', {}, 10],
    ['config.max_concurrency', { max_concurrency: 3 }, 3],
  ])('6.1 so many items are worked at in parallel: %s', async (_title, config, most) => {
    const { tool, peak } = meterTool();
    const each = { type: 'foreach', over: numbers(15), parallel: true, action: { item_id: 'test/meter' } };
    await walked({ ...config, nodes: { a: each } }, { tools: [tool] });
    expect(peak()).toBe(most);
  });

  it('6.1 on_error is `fail` where the graph does not say', () => {
    expect(parsed({ nodes: { a: returns() } }).onError).toBe('fail');
    expect(parsed({ on_error: 'continue', nodes: { a: returns() } }).onError).toBe('continue');
  });

  it('6.1 config.hooks are the hooks of the graph', async () => {
    const note = noteTool();
    await walked(
      { hooks: [notes('graph_started')], nodes: { a: returns() } },
      {
        tools: [note],
      },
    );
    expect(note.runs).toHaveLength(1);
  });

  it('6.1 a hook of which the condition does not hold is not run', async () => {
    const note = noteTool();
    const hook = (value: number) => ({ ...notes('graph_started'), condition: { path: 'state.n', value } });
    await walked({ state: { n: 1 }, hooks: [hook(1), hook(2)], nodes: { a: returns() } }, { tools: [note] });
    expect(note.runs).toHaveLength(1);
  });

  it('6.1 limits.depth bounds how deep threads below the graph may lie', async () => {
    const inner = graphText({ nodes: { a: returns({ inner: true }) } });
    const config = {
      nodes: { a: { action: { item_type: 'graph', item_id: 'flows/inner' }, next: 'b' }, b: returns() },
    };
    const graphs = { 'flows/inner': inner };
    const deep = await walked(config, { root: { limits: { depth: 3 } }, graphs });
    expect(deep.state.status).toBe('completed');
    const flat = await walked(config, { root: { limits: { depth: 0 } }, graphs });
    expect(flat.state.status).toBe('error');
    expect(flat.root.children).toEqual([]);
  });

  it.each([
    ['at the beginning', '# rye:signed:2026-01-01T00:00:00Z:a:b:c\n', ''],
    ['indented, within the nodes', '', '    # rye:signed:2026-01-01T00:00:00Z:a:b:c\n'],
  ])('6.1 a line that begins with `# rye:signed:` is dropped %s', (_title, before, within) => {
    const text = `${before}permissions: ["rye.execute.*"]\nconfig:\n  start: a\n  nodes:\n${within}    a: {type: return}\n`;
    expect([...parseGraph(sourceOf(text)).nodes.keys()]).toEqual(['a']);
  });

  it('6.1 a line that begins with `# rye:signed:` is dropped from the middle of a text, too', () => {
    const text = [
      'permissions: ["rye.execute.*"]',
      'config:',
      '  start: a',
      '  nodes:',
      '    a:',
      '      type: return',
      '      output: |',
      '        one',
      '        # rye:signed:2026-01-01T00:00:00Z:a:b:c',
      '        two',
      '',
    ].join('\n');
    expect(parseGraph(sourceOf(text)).nodes.get('a')).toMatchObject({ output: 'one\ntwo\n' });
  });
});

describe('6.2 Node types', () => {
  it('6.2 a node without a type calls its action', async () => {
    const { echo, visited } = await walked({ nodes: { a: calls('test/echo', { v: 1 }) } });
    expect(visited).toEqual(['a']);
    expect(echo.runs).toEqual([{ v: 1 }]);
  });

  it('6.2 a node of an unknown type calls its action', async () => {
    const { echo } = await walked({ nodes: { a: calls('test/echo', { v: 1 }, { type: 'acton' }) } });
    expect(echo.runs).toEqual([{ v: 1 }]);
  });

  it('6.2 a gate calls nothing, assigns, then goes on by what it assigned', async () => {
    const { echo, visited, state } = await walked({
      nodes: {
        a: {
          type: 'gate',
          action: { item_id: 'test/echo' },
          assign: { x: 2 },
          next: [{ when: { path: 'state.x', value: 2 }, to: 'two' }, { to: 'other' }],
        },
        two: returns({ x: '${state.x}' }),
        other: returns(),
      },
    });
    expect(echo.runs).toEqual([]);
    expect(visited).toEqual(['a', 'two']);
    expect(state.outputs).toEqual({ x: 2 });
  });

  it('6.2 the name of an item is `item` where a foreach does not say', async () => {
    const each = { type: 'foreach', over: [1, 2], action: { item_id: 'test/echo', params: { v: '${item}' } } };
    const { echo } = await walked({ nodes: { a: each } });
    expect(echo.runs).toEqual([{ v: 1 }, { v: 2 }]);
  });

  it('6.2 a return ends the walk with success', async () => {
    const { state, visited } = await walked({ nodes: { a: { ...returns({ done: true }), next: 'b' }, b: returns() } });
    expect(visited).toEqual(['a']);
    expect(state).toMatchObject({ status: 'completed', outputs: { done: true } });
  });

  it('6.2 an on_error of an action is where its failure leads', async () => {
    const { visited, state } = await walked({
      nodes: { a: calls('test/fail', {}, { on_error: 'c', next: 'b' }), b: returns(), c: returns() },
    });
    expect(visited).toEqual(['a', 'c']);
    expect(state.status).toBe('completed');
  });

  it('6.2 a node that is to run elsewhere (`remote`) is refused', async () => {
    const text = graphText({ nodes: { a: calls('test/echo', {}, { remote: 'box' }) } });
    expect(await problemsOf(text)).toContainEqual(told('error', 'bad-node', 'remote'));
    expect(() => parseGraph(sourceOf(text))).toThrow();
  });
});

describe('6.3 Edges', () => {
  const ends = { b: returns({ at: 'b' }), c: returns({ at: 'c' }) };
  const edge = (to: Json, when?: Json): JsonObject => ({ to, ...(when !== undefined && { when }) });
  const one = { path: 'state.n', value: 1 };

  it.each<[string, JsonObject]>([
    ['that is absent', {}],
    ['that is null', { next: null }],
    ['that is an empty list', { next: [] }],
    ['that is a mapping and no list', { next: { to: 'b' } }],
    ['of which no entry holds', { next: [edge('b', { path: 'state.n', value: 99 })] }],
    ['of which the entry leads to null', { next: [edge(null)] }],
    ['of which the first entry that holds leads to null', { next: [edge(null, one), edge('b')] }],
  ])('6.3 a next %s is a dead end: the graph completes with no outputs', async (_title, next) => {
    const { state, visited } = await walked({ state: { n: 1 }, nodes: { a: { type: 'gate', ...next }, ...ends } });
    expect(visited).toEqual(['a']);
    expect(state).toMatchObject({ status: 'completed', outputs: {} });
    expect(state.error).toBeUndefined();
  });

  it.each<[string, Json, string]>([
    ['a name always leads there', 'b', 'b'],
    ['an entry without when always matches', [edge('c')], 'c'],
    ['an entry of which when is null always matches', [edge('c', null), edge('b')], 'c'],
    ['an entry of which when is empty always matches', [edge('c', {}), edge('b')], 'c'],
    ['the first entry that matches wins', [edge('b', one), edge('c', one)], 'b'],
    ['entries are looked at in order', [edge('b'), edge('c', one)], 'b'],
    ['an entry that does not match is passed over', [edge('b', { not: one }), edge('c')], 'c'],
    ['conditions nest', [edge('b', { all: [one, { path: 'state.none', op: 'exists' }] }), edge('c')], 'c'],
    ['conditions see the inputs', [edge('b', { path: 'inputs.w', value: 'x' }), edge('c')], 'b'],
    ['numbers in texts compare as numbers', [edge('b', { path: 'state.text', op: 'gt', value: '9' }), edge('c')], 'b'],
    ['conditions are not filled in', [edge('b', { path: 'state.n', value: '${state.n}' }), edge('c')], 'c'],
  ])('6.3 %s', async (_title, next, at) => {
    const nodes = { a: { type: 'gate', next }, ...ends };
    const { state } = await walked({ state: { n: 1, text: '10' }, nodes }, { inputs: { w: 'x' } });
    expect(state.outputs).toEqual({ at });
  });

  it('6.3 conditions see the result of an action', async () => {
    const next = [edge('b', { path: 'result.v', op: 'gt', value: 4 }), edge('c')];
    const { state } = await walked({ nodes: { a: calls('test/echo', { v: 5 }, { next }), ...ends } });
    expect(state.outputs).toEqual({ at: 'b' });
  });

  it('6.3 the inputs of conditions are those in the state', async () => {
    const next = [edge('b', { path: 'inputs.w', value: 'new' }), edge('c')];
    const nodes = { a: { type: 'gate', assign: { inputs: { w: 'new' } }, next }, ...ends };
    const { state } = await walked({ nodes }, { inputs: { w: 'old' } });
    expect(state.outputs).toEqual({ at: 'b' });
  });

  it.each<[string, JsonObject]>([
    ['a gate', { type: 'gate' }],
    ['a foreach', { type: 'foreach', over: [1], action: { item_id: 'test/echo', params: { v: 1 } } }],
  ])('6.3 the result that conditions after %s see is empty', async (_title, node) => {
    const next = [edge('b', { path: 'result', op: 'eq', value: {} }), edge('c')];
    const { state } = await walked({ nodes: { a: { ...node, next }, ...ends } });
    expect(state.outputs).toEqual({ at: 'b' });
  });
});

describe('6.4 One step', () => {
  it('6.4 max_steps: 2 allows an action and a return', async () => {
    const nodes = { a: calls('test/echo', {}, { next: 'b' }), b: returns({ ok: true }) };
    expect((await walked({ max_steps: 2, nodes })).state).toMatchObject({ status: 'completed', outputs: { ok: true } });
    const short = await walked({ max_steps: 1, nodes });
    expect(short.visited).toEqual(['a']);
    expect(short.state.error).toMatchObject({ code: 'max_steps_exceeded' });
  });

  it('6.4 item_id and params are filled from state and inputs', async () => {
    const nodes = { a: { action: { item_id: '${inputs.tool}', params: { v: '${state.n}', w: 'n is ${state.n}' } } } };
    const { echo } = await walked({ state: { n: 3 }, nodes }, { inputs: { tool: 'test/echo' } });
    expect(echo.runs).toEqual([{ v: 3, w: 'n is 3' }]);
  });

  it('6.4 a template can look at `_now` and `_timestamp`, which are made anew for each node', async () => {
    const clock = new FakeClock(Date.parse('2026-01-02T03:04:05.678Z'));
    const slow = toolOf('test/slow', {
      effect: 'idempotent',
      run: async (input) => {
        clock.nowMs += 1000;
        return { ok: true, result: input };
      },
    });
    const nodes = {
      a: calls('test/slow', { now: '${_now}', at: '${_timestamp}' }, { next: 'b' }),
      b: returns({ now: '${_now}', at: '${_timestamp}' }),
    };
    const { state } = await walked({ nodes }, { tools: [slow], clock });
    const first = Date.parse('2026-01-02T03:04:05.678Z');
    expect(slow.runs).toEqual([{ now: '2026-01-02T03:04:05.678000+00:00', at: first }]);
    expect(state.outputs).toEqual({ now: '2026-01-02T03:04:06.678000+00:00', at: first + 1000 });
  });

  it.each<[string, Json]>([
    ['null', '${state.none}'],
    ['a list', '${state.list}'],
    ['an empty text', '${state.empty}'],
    ['a number', '${state.number}'],
  ])('6.4 a node fails of which the item_id comes to %s', async (_title, id) => {
    const { state, visited, graph, events } = await walked({
      state: { list: ['test/echo'], empty: '', number: 1 },
      nodes: { a: { action: { item_id: id }, on_error: 'b' }, b: returns() },
    });
    expect(state.status).toBe('completed');
    expect(visited).toEqual(['a', 'b']);
    expect(graph.state['_last_error']).toMatchObject({ node: 'a', error: expect.stringContaining('item_id') });
    expect(ofType(events, 'graph_step_failed')).toMatchObject([{ data: { error: { code: 'runtime/bad-node' } } }]);
  });

  it('6.4 what stands beside item_id and params is not filled', async () => {
    const action = { item_id: 'test/echo', params: { v: 1 }, dry_run: '${state.yes}' };
    const { echo } = await walked({ state: { yes: true }, nodes: { a: { action } } });
    expect(echo.runs).toEqual([{ v: 1 }]);
  });

  it('6.4 nulls are left out of params at any depth, not out of lists; an empty text of a mixed template stays', async () => {
    const params = {
      gone: '${state.none}',
      deep: { gone: null, kept: { gone: '${state.none}', k: 1 } },
      list: [null, '${state.none}', 1],
      text: '${state.none}${state.none}',
    };
    const { echo } = await walked({ nodes: { a: calls('test/echo', params) } });
    expect(echo.runs).toEqual([{ deep: { kept: { k: 1 } }, list: [null, null, 1], text: '' }]);
  });

  it('6.4 a denial is an ordinary error result: on_error leads on, and hooks are run', async () => {
    const note = noteTool();
    const { visited, echo, graph } = await walked(
      {
        hooks: [notes('error', { node: '${node}', status: '${error.status}' })],
        nodes: { a: calls('test/echo', {}, { on_error: 'b' }), b: returns() },
      },
      { root: { permissions: ['rye.execute.tool.test.note'] }, tools: [note] },
    );
    expect(visited).toEqual(['a', 'b']);
    expect(echo.runs).toEqual([]);
    expect(note.runs).toEqual([{ node: 'a', status: 'error' }]);
    expect(graph.state['_last_error']).toMatchObject({ node: 'a' });
  });

  it('6.4 a thread that was continued is followed to the end of its chain', async () => {
    const model = scriptedModel((request) =>
      JSON.stringify(request.messages).includes('half way')
        ? { text: 'all of it', calls: [give({ part: 'last' })] }
        : { text: 'half way', calls: [{ name: 'test_echo', input: {} }], usage: { input_tokens: 950 } },
    );
    const { state } = await walked(
      {
        nodes: {
          a: {
            action: { item_type: 'directive', item_id: 'team/worker' },
            assign: { part: '${result.outputs.part}', status: '${result.status}' },
            next: 'b',
          },
          b: returns({ part: '${state.part}', status: '${state.status}' }),
        },
      },
      {
        model,
        window: 1000,
        directives: [directiveOf('team/worker', { outputs: [required('part')], acknowledgedRisks: [] })],
        settings: { continuation: { threshold: 0.9, carriedTokens: 50 } },
      },
    );
    expect([...state.threads.values()].map(({ place }) => place)).toEqual(['root', 'root/a', 'root/a+1']);
    expect(state.outputs).toEqual({ part: 'last', status: 'success' });
  });

  it('6.4 a hook on error that answers `retry` has the node tried again, three times where it does not say', async () => {
    const { fail, visited, graph, state } = await walked({
      hooks: [decides('error', { action: 'retry' })],
      nodes: { a: calls('test/fail') },
    });
    expect(fail.runs).toHaveLength(4);
    expect(visited).toEqual(['a', 'a', 'a', 'a']);
    expect(graph.state['_retries']).toEqual({ a: 3 });
    expect(state.status).toBe('error');
  });

  it.each<[string, JsonObject]>([
    ['answered by a tool', decides('error', { action: 'retry', max_retries: 5 })],
    ['written as `{retry: true, max_retries}`', { event: 'error', action: { retry: true, max_retries: 5 } }],
  ])('6.4 a retry has its own count, %s', async (_title, hook) => {
    const nodes = { a: calls('test/flaky', { times: 5 }, { assign: { after: '${result.after}' } }) };
    const { state, graph } = await walked({ hooks: [hook], nodes });
    expect(state.status).toBe('completed');
    expect(graph.state).toMatchObject({ after: 6, _retries: { a: 5 } });
  });

  it('6.4 a retry takes no step', async () => {
    const { state, graph } = await walked({
      max_steps: 2,
      hooks: [decides('error', { action: 'retry' })],
      nodes: { a: calls('test/flaky', { times: 3 }, { next: 'b' }), b: returns({ ok: true }) },
    });
    expect(state).toMatchObject({ status: 'completed', outputs: { ok: true } });
    expect(graph.steps).toBe(2);
  });

  it('6.4 a retry comes at once', async () => {
    const clock = new FakeClock();
    const before = clock.nowMs;
    await walked({ hooks: [decides('error', { action: 'retry' })], nodes: { a: calls('test/fail') } }, { clock });
    expect(clock.nowMs).toBe(before);
  });

  it('6.4 the retries of a node are counted over its whole life', async () => {
    const sometimes = sometimesTool();
    const { state, visited } = await walked(
      {
        state: { n: 0 },
        hooks: [decides('error', { action: 'retry', max_retries: 1 })],
        nodes: { a: calls('test/sometimes', {}, { next: 'a' }) },
      },
      { tools: [sometimes] },
    );
    expect(visited).toEqual(['a', 'a', 'a']);
    expect(state.status).toBe('error');
  });

  it('6.4 retries of one node are not those of another', async () => {
    const { graph, state } = await walked({
      on_error: 'continue',
      hooks: [decides('error', { action: 'retry', max_retries: 2 })],
      nodes: { a: calls('test/fail', {}, { next: 'b' }), b: calls('test/fail') },
    });
    expect(graph.state['_retries']).toEqual({ a: 2, b: 2 });
    expect(state.status).toBe('completed');
  });

  it('6.4 a failure stands in state._last_error', async () => {
    const { state } = await walked({
      nodes: { a: calls('test/fail', { message: 'too hot' }, { on_error: 'b' }), b: returns('${state._last_error}') },
    });
    expect(state.outputs).toEqual({ node: 'a', error: 'too hot' });
  });

  it('6.4 on_error leads on without assign, without an event of completion, without after_step, and its step counts', async () => {
    const note = noteTool();
    const { events, graph, visited } = await walked(
      {
        hooks: [notes('after_step', { node: '${node}' })],
        nodes: {
          a: calls('test/fail', {}, { assign: { x: 1 }, on_error: 'b', next: 'c' }),
          b: calls('test/echo', {}, { next: 'c' }),
          c: returns(),
        },
      },
      { tools: [note] },
    );
    expect(visited).toEqual(['a', 'b', 'c']);
    expect(graph.state).not.toHaveProperty('x');
    expect(ofNode(events, 'graph_step_completed', 'a')).toEqual([]);
    expect(note.runs).toEqual([{ node: 'b' }]);
    expect(graph.steps).toBe(3);
  });

  it('6.4 on_error of the node counts before on_error of the graph', async () => {
    const nodes = { a: calls('test/fail', {}, { on_error: 'c', next: 'b' }), b: returns(), c: returns({ at: 'c' }) };
    const { state } = await walked({ on_error: 'continue', nodes });
    expect(state.outputs).toEqual({ at: 'c' });
    expect(state.threads.get(state.root!)?.graph?.faultCount).toBe(0);
  });

  it('6.4 on_error: fail ends the graph with error, node and state', async () => {
    const nodes = { a: calls('test/fail', { message: 'too hot' }, { assign: { x: 1 }, next: 'b' }), b: returns() };
    const { state, graph, visited } = await walked({ state: { n: 1 }, nodes });
    expect(visited).toEqual(['a']);
    expect(state.status).toBe('error');
    expect(state.error).toMatchObject({ message: expect.stringMatching(/"a".*too hot/), data: { node: 'a' } });
    expect(graph.state).toMatchObject({ n: 1, _last_error: { node: 'a', error: 'too hot' } });
    expect(graph.state).not.toHaveProperty('x');
  });

  it('6.4 on_error: continue remembers the failure, skips assign, and goes on along edges that see it', async () => {
    const { state, graph, visited } = await walked({
      on_error: 'continue',
      nodes: {
        a: calls(
          'test/fail',
          { message: 'too hot' },
          {
            assign: { x: 1 },
            next: [{ when: { path: 'result.status', value: 'error' }, to: 'bad' }, { to: 'good' }],
          },
        ),
        bad: returns({ at: 'bad' }),
        good: returns({ at: 'good' }),
      },
    });
    expect(visited).toEqual(['a', 'bad']);
    expect(state).toMatchObject({ status: 'completed', outputs: { at: 'bad' } });
    expect(graph.faults).toMatchObject([{ step: 1, node: 'a', error: { message: 'too hot' } }]);
    expect(graph.state).not.toHaveProperty('x');
  });

  it('6.4 assigns are made in the order of the file, and later ones see earlier ones', async () => {
    const { graph } = await walked({
      nodes: { a: { type: 'gate', assign: { early: '${state.late}', late: 2, again: '${state.late}' } } },
    });
    expect(graph.state).toMatchObject({ early: null, late: 2, again: 2 });
  });

  it('6.4 assigns take nested lists and mappings, and keep the type of a value', async () => {
    const assign = { x: { list: ['${result.n}', 'n=${result.n}'], flag: '${result.flag}' }, all: '${result}' };
    const { graph } = await walked({ nodes: { a: calls('test/echo', { n: 4, flag: false }, { assign }) } });
    expect(graph.state).toMatchObject({ x: { list: [4, 'n=4'], flag: false }, all: { n: 4, flag: false } });
  });

  it('6.4 an assign that comes to null is stored, and warned of', async () => {
    const { graph, events } = await walked({
      state: { x: 1 },
      nodes: { a: { type: 'gate', assign: { x: '${a.b}' } } },
    });
    expect(graph.state['x']).toBeNull();
    expect(ofType(events, 'graph_step_started')[0]?.data.empty?.join()).toContain('assign.x');
  });

  it('6.4 an assign of an action that comes to null is stored, and warned of', async () => {
    const { graph, events } = await walked({
      nodes: { a: calls('test/echo', {}, { assign: { x: '${result.none}' } }) },
    });
    expect(graph.state['x']).toBeNull();
    expect(JSON.stringify(events)).toContain('assign.x');
  });

  it('6.4 a value of a template is not filled in again', async () => {
    const { graph } = await walked(
      {
        state: { secret: 's' },
        nodes: { a: calls('test/echo', { v: '${inputs.v}' }, { assign: { x: '${result.v}' } }) },
      },
      { inputs: { v: '${state.secret}' } },
    );
    expect(graph.state['x']).toBe('${state.secret}');
  });

  it('6.4 edges see what was assigned', async () => {
    const next = [{ when: { path: 'state.x', value: 3 }, to: 'b' }];
    const { visited } = await walked({
      nodes: { a: calls('test/echo', { v: 3 }, { assign: { x: '${result.v}' }, next }), b: returns() },
    });
    expect(visited).toEqual(['a', 'b']);
  });

  it('6.4 after_step hooks see the node, where it led, its result, the state and the step', async () => {
    const note = noteTool();
    const seen = { n: '${node}', to: '${next_node}', r: '${result.v}', s: '${state.x}', c: '${step_count}' };
    await walked(
      {
        hooks: [notes('after_step', seen)],
        nodes: { a: calls('test/echo', { v: 3 }, { assign: { x: '${result.v}' }, next: 'b' }), b: returns() },
      },
      { tools: [note] },
    );
    expect(note.runs).toEqual([{ n: 'a', to: 'b', r: 3, s: 3, c: 1 }]);
  });

  it.each(['continue', 'skip', 'fail', 'abort'])(
    '6.4 an error hook that answers `%s` leaves it to on_error',
    async (action) => {
      const { visited, state } = await walked({
        hooks: [decides('error', { action })],
        nodes: { a: calls('test/fail', {}, { on_error: 'b' }), b: returns({ ok: true }) },
      });
      expect(visited).toEqual(['a', 'b']);
      expect(state).toMatchObject({ status: 'completed', outputs: { ok: true } });
    },
  );

  it.each(['retry', 'fail', 'abort'])('6.4 an after_step hook that answers `%s` changes nothing', async (action) => {
    const { state, visited } = await walked({
      hooks: [decides('after_step', { action })],
      nodes: { a: calls('test/echo', {}, { next: 'b' }), b: returns({ ok: true }) },
    });
    expect(visited).toEqual(['a', 'b']);
    expect(state).toMatchObject({ status: 'completed', outputs: { ok: true } });
  });

  it('6.4 error hooks see the error, the node, the state and the step', async () => {
    const note = noteTool();
    const seen = { e: '${error.error}', status: '${error.status}', n: '${node}', s: '${state.x}', c: '${step_count}' };
    await walked(
      { state: { x: 5 }, hooks: [notes('error', seen)], nodes: { a: calls('test/fail', { message: 'too hot' }) } },
      { tools: [note] },
    );
    expect(note.runs).toEqual([{ e: 'too hot', status: 'error', n: 'a', s: 5, c: 1 }]);
  });

  it.each<[string, string, boolean]>([
    ['read timeout', 'transient', true],
    ['the request timed out', 'transient', true],
    ['connection reset by peer', 'transient', true],
    ['connection refused', 'transient', true],
    ['it failed', 'permanent', false],
  ])('6.4 error hooks see the class of the failure "%s": %s', async (message, category, retryable) => {
    const note = noteTool();
    const seen = { category: '${classification.category}', retryable: '${classification.retryable}' };
    await walked({ hooks: [notes('error', seen)], nodes: { a: calls('test/fail', { message }) } }, { tools: [note] });
    expect(note.runs).toEqual([{ category, retryable }]);
  });

  it('6.4 `_now` and `_timestamp` are not there in hooks', async () => {
    const note = noteTool();
    await walked(
      { hooks: [notes('graph_started', { text: '<${_now}${_timestamp}>' })], nodes: { a: returns() } },
      { tools: [note] },
    );
    expect(note.runs).toEqual([{ text: '<>' }]);
  });

  it('6.4 `inputs` and `state.inputs` are the inputs with their defaults', async () => {
    const { state } = await walked(
      { nodes: { a: returns({ a: '${inputs}', b: '${state.inputs}' }) } },
      { inputs: { x: 1 }, root: { config_schema: { type: 'object', properties: { y: { default: 2 } } } } },
    );
    expect(state.outputs).toEqual({ a: { x: 1, y: 2 }, b: { x: 1, y: 2 } });
  });

  it('6.4 an assign to `inputs` changes only `state.inputs`', async () => {
    const { state } = await walked(
      {
        nodes: {
          a: { type: 'gate', assign: { inputs: { x: 'new' } }, next: 'b' },
          b: returns({ a: '${inputs.x}', b: '${state.inputs.x}' }),
        },
      },
      { inputs: { x: 'old' } },
    );
    expect(state.outputs).toEqual({ a: 'old', b: 'new' });
  });

  it('6.4 config.state.inputs is overwritten by the inputs', async () => {
    const { state } = await walked(
      { state: { inputs: { x: 'written' } }, nodes: { a: returns('${state.inputs}') } },
      { inputs: { x: 'given' } },
    );
    expect(state.outputs).toEqual({ x: 'given' });
  });
});

describe('6.5 Result unwrapping', () => {
  const envelope = (rest: JsonObject): JsonObject => ({
    status: 'success',
    type: 'tool',
    item_id: 'test/x',
    chain: [],
    metadata: {},
    ...rest,
  });
  const noise = { chain: 1, metadata: 2, path: 3, source: 4, resolved_env_keys: 5 };

  it.each<[string, Json, JsonObject]>([
    ['the data of an envelope is lifted, without its chain and metadata', envelope({ data: { v: 1 } }), { v: 1 }],
    ['keys of an envelope are dropped from its data, too', envelope({ data: { v: 1, ...noise } }), { v: 1 }],
    [
      'an envelope of which the data is no mapping stands without those keys',
      { ...envelope({ data: [1] }), ...noise },
      { status: 'success', type: 'tool', item_id: 'test/x', data: [1] },
    ],
    [
      'an envelope without data stands without those keys',
      envelope({ content: 'c', path: 'p' }),
      { status: 'success', type: 'tool', item_id: 'test/x', content: 'c' },
    ],
    ['what is no envelope keeps its keys path and source', { path: 'p', source: 's' }, { path: 'p', source: 's' }],
    ['a text stands in `result`', 'hello', { result: 'hello' }],
    ['a number stands in `result`', 0, { result: 0 }],
    ['a truth value stands in `result`', false, { result: false }],
    ['a list stands in `result`', [1, 2], { result: [1, 2] }],
    ['null is an empty mapping', null, {}],
    ['data that merely has a field `error` is no error', { error: 'e', v: 1 }, { error: 'e', v: 1 }],
  ])('6.5 %s', async (_title, value, result) => {
    const { graph, state } = await walked(
      {
        state: { value },
        nodes: { a: calls('test/give', { value: '${state.value}' }, { assign: { r: '${result}' } }) },
      },
      { tools: [giveTool()] },
    );
    expect(state.error).toBeUndefined();
    expect(graph.state['r']).toEqual(result);
  });

  it.each<[string, Json, string]>([
    ['an envelope of which the status is error', envelope({ status: 'error', data: { v: 1, error: 'bad' } }), 'bad'],
    ['data of an envelope that says success: false', envelope({ data: { v: 1, success: false, error: 'bad' } }), 'bad'],
    ['a result that says success: false', { v: 1, success: false, error: 'bad' }, 'bad'],
  ])('6.5 %s is an error', async (_title, value, error) => {
    const note = noteTool();
    const { graph } = await walked(
      {
        state: { value },
        hooks: [notes('error', { status: '${error.status}', error: '${error.error}', v: '${error.v}' })],
        nodes: { a: calls('test/give', { value: '${state.value}' }, { on_error: 'b' }), b: returns() },
      },
      { tools: [giveTool(), note] },
    );
    expect(note.runs).toEqual([{ status: 'error', error, v: 1 }]);
    expect(graph.state['_last_error']).toEqual({ node: 'a', error });
  });

  it('6.5 the error of an envelope is copied where its data has none', async () => {
    const value = envelope({ status: 'error', error: 'of the envelope', data: { v: 1 } });
    const { graph } = await walked(
      {
        state: { value },
        nodes: { a: calls('test/give', { value: '${state.value}' }, { on_error: 'b' }), b: returns() },
      },
      { tools: [giveTool()] },
    );
    expect(graph.state['_last_error']).toEqual({ node: 'a', error: 'of the envelope' });
  });

  it('6.5 a tool that fails has result.status `error`', async () => {
    const { visited } = await walked({
      on_error: 'continue',
      nodes: {
        a: calls('test/fail', {}, { next: [{ when: { path: 'result.status', value: 'error' }, to: 'b' }] }),
        b: returns(),
      },
    });
    expect(visited).toEqual(['a', 'b']);
  });
});

describe('6.6 foreach', () => {
  const each = (over: Json, rest: JsonObject = {}): JsonObject => ({
    type: 'foreach',
    over,
    action: { item_id: 'test/echo', params: { v: '${item}' } },
    ...rest,
  });

  it('6.6 every item of the list is called for, and the list may be written or filled in', async () => {
    expect((await walked({ nodes: { a: each([1, 'two', null]) } })).echo.runs).toEqual([{ v: 1 }, { v: 'two' }, {}]);
    const filled = await walked({ state: { list: [1, 2] }, nodes: { a: each('${state.list}') } });
    expect(filled.echo.runs).toEqual([{ v: 1 }, { v: 2 }]);
  });

  it.each<[string, Json]>([
    ['a text', 'one, two'],
    ['a template with text around it', '${state.list} '],
    ['a mapping', '${state.mapping}'],
    ['null', '${state.none}'],
    ['a number', 3],
  ])('6.6 an `over` that comes to %s is an empty list', async (_title, over) => {
    const nodes = { a: each(over, { collect: 'r', next: 'b' }), b: returns({ r: '${state.r}' }) };
    const { echo, state } = await walked({ state: { list: [1], mapping: { x: 1 } }, nodes });
    expect(echo.runs).toEqual([]);
    expect(state).toMatchObject({ status: 'completed', outputs: { r: [] } });
  });

  it('6.6 one after the other, an item is seen as `as` and in the state, beside all of the state', async () => {
    const action = {
      item_id: 'test/echo',
      params: { a: '${n}', b: '${state.n}', c: '${state.other}', d: '${inputs.i}' },
    };
    const nodes = { a: each([1, 2], { as: 'n', action }) };
    const { echo } = await walked({ state: { other: 'o' }, nodes }, { inputs: { i: 'in' } });
    expect(echo.runs).toEqual([
      { a: 1, b: 1, c: 'o', d: 'in' },
      { a: 2, b: 2, c: 'o', d: 'in' },
    ]);
  });

  it('6.6 one after the other, the name of the item is gone from the state afterwards, and what had it before', async () => {
    const nodes = { a: each([1, 2], { as: 'n', next: 'b' }), b: returns({ keys: '${state}' }) };
    const { graph } = await walked({ state: { n: 'before', kept: 1 }, nodes });
    expect(graph.state).toEqual({ kept: 1, inputs: {} });
  });

  it('6.6 in parallel, an item sees only the inputs and itself; the rest of the state is left out', async () => {
    const action = {
      item_id: 'test/echo',
      params: { a: '${n}', b: '${state.n}', c: '${state.other}', d: '${inputs.i}', e: '${state.inputs.i}' },
    };
    const nodes = { a: each([1], { as: 'n', action, parallel: true }) };
    const { echo } = await walked({ state: { other: 'o' }, nodes }, { inputs: { i: 'in' } });
    expect(echo.runs).toEqual([{ a: 1, b: 1, d: 'in', e: 'in' }]);
  });

  it('6.6 in parallel, the state keeps a key that is called as the item is', async () => {
    const { graph } = await walked({ state: { n: 'before' }, nodes: { a: each([1], { as: 'n', parallel: true }) } });
    expect(graph.state).toMatchObject({ n: 'before' });
  });

  const metered = (over: Json, rest: JsonObject): JsonObject =>
    each(over, { action: { item_id: 'test/meter', params: { v: '${item.v}', ticks: '${item.ticks}' } }, ...rest });
  const items = numbers(8).map((v): JsonObject => ({ v, ticks: 10 * (8 - v) }));

  it.each<[string, JsonObject, number]>([
    ['without `parallel` one at a time', {}, 1],
    ['`parallel: false` is one at a time', { parallel: false }, 1],
    ['`parallel: "true"` is one at a time', { parallel: 'true' }, 1],
    ['`parallel: 1` is one at a time', { parallel: 1 }, 1],
    ['`parallel: true` takes the bound of the graph', { parallel: true }, 4],
    ['max_concurrency of the node counts before that of the graph', { parallel: true, max_concurrency: 2 }, 2],
    ['max_concurrency of the node may be above that of the graph', { parallel: true, max_concurrency: 6 }, 6],
    ['max_concurrency means nothing without parallel', { max_concurrency: 6 }, 1],
  ])('6.6 %s', async (_title, rest, most) => {
    const { tool, peak } = meterTool();
    await walked({ max_concurrency: 4, nodes: { a: metered(items, rest) } }, { tools: [tool] });
    expect(tool.runs).toHaveLength(8);
    expect(peak()).toBe(most);
  });

  it('6.6 in parallel, results stand in the order of the items', async () => {
    const { tool, ended } = meterTool();
    const nodes = { a: metered(items, { parallel: true, collect: 'r', next: 'b' }), b: returns({ r: '${state.r}' }) };
    const { state } = await walked({ nodes }, { tools: [tool] });
    expect(ended).toEqual(numbers(8).toReversed());
    expect(state.outputs).toEqual({ r: numbers(8).map((v) => ({ v })) });
  });

  it.each([false, true])(
    '6.6 collect takes the whole result of an item, or its thread_id (parallel: %s)',
    async (parallel) => {
      const over = [{ v: 1 }, { v: 2, thread_id: 't-2' }, 'text'];
      const action = { item_id: 'test/give', params: { value: '${item}' } };
      const { graph } = await walked(
        { nodes: { a: each(over, { action, collect: 'r', parallel }) } },
        { tools: [giveTool()] },
      );
      expect(graph.state['r']).toEqual([{ v: 1 }, 't-2', { result: 'text' }]);
    },
  );

  it('6.6 without collect nothing of the results is in the state', async () => {
    const { graph } = await walked({ nodes: { a: each([1, 2]) } });
    expect(graph.state).toEqual({ inputs: {} });
  });

  const inner = graphText({
    nodes: {
      a: { type: 'gate', next: [{ when: { path: 'inputs.n', value: 2 }, to: 'bad' }, { to: 'good' }] },
      bad: calls('test/fail', { message: 'not two' }),
      good: returns({ n: '${inputs.n}' }),
    },
  });

  /** Three graphs are called, of which the second fails. */
  const threads = async (parallel: boolean) => {
    const action = { item_type: 'graph', item_id: 'flows/inner', params: { n: '${item}' } };
    const nodes = { a: each([1, 2, 3], { action, collect: 'r', parallel }) };
    const outcome = await walked({ nodes }, { graphs: { 'flows/inner': inner } });
    return { ...outcome, results: outcome.graph.state['r'] as JsonObject[] };
  };

  it.each([false, true])(
    '6.6 of items that are threads collect takes the ids, and of a failed one the error (parallel: %s)',
    async (parallel) => {
      const { results, state } = await threads(parallel);
      const idAt = (index: number) => threadAt(state, `root/a[${index}]`).id;
      expect(results).toEqual([idAt(0), expect.objectContaining({ status: 'error' }), idAt(2)]);
      expect(JSON.stringify(results[1])).toContain('not two');
    },
  );

  it('6.6 the error of a thread that failed is collected in parallel as it is one after the other', async () => {
    const [inTurn, atOnce] = [await threads(false), await threads(true)];
    expect(atOnce.results[1]?.['error']).toEqual(inTurn.results[1]?.['error']);
  });

  it('6.6 directives are items like any other', async () => {
    const model = scriptedModel(() => ({ text: 'done', calls: [give({ ok: 'yes' })] }));
    const directives = [directiveOf('team/worker', { outputs: [required('ok')] })];
    const action = { item_type: 'directive', item_id: 'team/worker', params: { n: '${item}' } };
    const { graph, state } = await walked(
      { nodes: { a: each([1, 2], { action, collect: 'r', parallel: true }) } },
      { model, directives },
    );
    expect(graph.state['r']).toEqual([threadAt(state, 'root/a[0]').id, threadAt(state, 'root/a[1]').id]);
    expect(threadAt(state, 'root/a[1]')).toMatchObject({ status: 'completed', inputs: { n: 2 } });
  });

  const failing = (rest: JsonObject = {}): JsonObject =>
    each([1, 2, 3], {
      action: { item_id: 'test/give', params: { value: '${item}' } },
      over: [{ v: 1 }, { success: false, error: 'bad' }, { v: 3 }],
      collect: 'r',
      next: 'b',
      ...rest,
    });
  const faulty = { b: returns({ r: '${state.r}' }), c: returns({ at: 'c' }) };
  const collected = [{ v: 1 }, { success: false, error: 'bad', status: 'error' }, { v: 3 }];

  it.each<[string, JsonObject, JsonObject]>([
    ['stops nothing', {}, {}],
    ['stops nothing in parallel', { parallel: true }, {}],
    ['does not lead to on_error', { on_error: 'c' }, {}],
    ['does not end a graph of on_error: fail', {}, { on_error: 'fail' }],
  ])('6.6 an item that fails %s; its error is collected', async (_title, rest, config) => {
    const { state, visited } = await walked(
      { ...config, nodes: { a: failing(rest), ...faulty } },
      { tools: [giveTool()] },
    );
    expect(visited).toEqual(['a', 'b']);
    expect(state).toMatchObject({ status: 'completed', outputs: { r: collected } });
  });

  it('6.6 an item that fails runs no hooks, and is no _last_error', async () => {
    const note = noteTool();
    const { graph } = await walked(
      { hooks: [notes('error')], nodes: { a: failing(), ...faulty } },
      { tools: [giveTool(), note] },
    );
    expect(note.runs).toEqual([]);
    expect(graph.state).not.toHaveProperty('_last_error');
  });

  it('6.6 an item that cannot be called at all is an item that fails', async () => {
    const action = { item_id: '${item}', params: {} };
    const nodes = { a: each(['test/echo', null, 'test/none'], { action, collect: 'r', next: 'b' }), ...faulty };
    const { state, graph, visited } = await walked({ nodes });
    expect(visited).toEqual(['a', 'b']);
    expect(state.status).toBe('completed');
    expect(graph.state['r']).toEqual([
      {},
      expect.objectContaining({ status: 'error' }),
      expect.objectContaining({ status: 'error' }),
    ]);
  });

  it('6.6 items that failed stand in the result of the run', async () => {
    const { state, graph } = await walked({ nodes: { a: failing(), ...faulty } }, { tools: [giveTool()] });
    expect(graph.faults).toMatchObject([{ node: 'a', index: 1, error: { message: 'bad' } }]);
    expect(state.threads.get(state.root!)?.result).toMatch(/^Completed with 1 failure\b.*bad/);
  });

  it('6.6 with on_item_error: fail the node fails with its items, and the graph of on_error: fail with it', async () => {
    const nodes = { a: failing({ on_item_error: 'fail' }), ...faulty };
    const { state, visited, graph, events } = await walked({ nodes }, { tools: [giveTool()] });
    expect(visited).toEqual(['a']);
    expect(state).toMatchObject({ status: 'error', error: { message: expect.stringContaining('bad') } });
    expect(graph.state['_last_error']).toMatchObject({ node: 'a' });
    expect(ofType(events, 'graph_step_failed')).toMatchObject([{ data: { error: { code: 'runtime/items-failed' } } }]);
  });

  it('6.6 with on_item_error: fail a graph of on_error: continue goes on', async () => {
    const nodes = { a: failing({ on_item_error: 'fail' }), ...faulty };
    const { state, visited } = await walked({ on_error: 'continue', nodes }, { tools: [giveTool()] });
    expect(visited).toEqual(['a', 'b']);
    expect(state.status).toBe('completed');
  });

  it('6.6 assign on a foreach is ignored', async () => {
    const { graph } = await walked({ nodes: { a: each([1], { assign: { x: 1 } }) } });
    expect(graph.state).toEqual({ inputs: {} });
  });

  it('6.6 a foreach has no after_step, and is one step', async () => {
    const note = noteTool();
    const { graph } = await walked(
      { hooks: [notes('after_step')], nodes: { a: each(numbers(5), { next: 'b' }), b: returns() } },
      { tools: [note] },
    );
    expect(note.runs).toEqual([]);
    expect(graph.steps).toBe(2);
  });

  it('6.6 a foreach is visited anew in a circle, with the list that there is then', async () => {
    const { echo, visited } = await walked({
      state: { list: [1] },
      nodes: {
        a: each('${state.list}', { next: 'b' }),
        b: { type: 'gate', next: [{ when: { path: 'state.again', value: true }, to: 'd' }, { to: 'c' }] },
        c: { type: 'gate', assign: { list: [2, 3], again: true }, next: 'a' },
        d: returns(),
      },
    });
    expect(visited).toEqual(['a', 'b', 'c', 'a', 'b', 'd']);
    expect(echo.runs).toEqual([{ v: 1 }, { v: 2 }, { v: 3 }]);
  });

  it.each<[string, JsonObject]>([
    ['action', { item_id: 'test/echo', async: true }],
    ['action.params', { item_id: 'test/echo', params: { async: true } }],
  ])('6.6 async in %s of a foreach is an error of validation', async (_title, action) => {
    const text = graphText({ nodes: { a: each([1], { action, next: 'b' }), b: returns() } });
    expect(await problemsOf(text)).toContainEqual(told('error', 'bad-node', 'async'));
    expect(() => parseGraph(sourceOf(text))).toThrow();
  });
});

describe('6.7 Completion results', () => {
  it('6.7 a return gives its output, filled from state, inputs and the time', async () => {
    const output = { s: '${state.s}', list: ['${inputs.i}', 'x${state.s}'], at: '${_timestamp}' };
    const { state, root } = await walked({ state: { s: 1 }, nodes: { a: returns(output) } }, { inputs: { i: 2 } });
    expect(root.outputs).toEqual({ s: 1, list: [2, 'x1'], at: Date.parse('2026-01-02T03:04:05.000Z') });
    expect(state).toMatchObject({ status: 'completed', outputs: root.outputs });
    expect(root.result).toBeUndefined();
  });

  it('6.7 a return without output gives an empty mapping', async () => {
    expect((await walked({ nodes: { a: returns() } })).state).toMatchObject({ status: 'completed', outputs: {} });
  });

  it.each<[string, Json, Json]>([
    ['a mapping', '${state.mapping}', { x: 1 }],
    ['a list', '${state.list}', [1, 2]],
    ['a number', '${state.zero}', 0],
    ['a text', 'n is ${state.zero}', 'n is 0'],
  ])('6.7 an output may be any template: %s', async (_title, output, value) => {
    const { graph } = await walked({
      state: { mapping: { x: 1 }, list: [1, 2], zero: 0 },
      nodes: { a: returns(output) },
    });
    expect(graph.ended).toMatchObject({ node: 'a', output: value });
  });

  it('6.7 a graph that passed over failures has completed, and its result says so', async () => {
    const nodes = {
      a: calls('test/fail', { message: 'first' }, { next: 'b' }),
      b: calls('test/fail', { message: 'second' }, { next: 'c' }),
      c: returns({ ok: true }),
    };
    const { state, root, graph } = await walked({ on_error: 'continue', nodes });
    expect(state).toMatchObject({ status: 'completed', outputs: { ok: true } });
    expect(root.result).toMatch(/^Completed with 2 failures\b.*first.*second/);
    expect(graph.faultCount).toBe(2);
  });

  it('6.7 a failure keeps the state, also in the graph that called it', async () => {
    const inner = graphText({
      nodes: {
        a: { type: 'gate', assign: { x: 1 }, next: 'b' },
        b: calls('test/fail', { message: 'too hot' }),
      },
    });
    const nodes = { a: { action: { item_type: 'graph', item_id: 'flows/inner' }, on_error: 'b' }, b: returns() };
    const { state, graph } = await walked({ nodes }, { graphs: { 'flows/inner': inner } });
    expect(threadAt(state, 'root/a')).toMatchObject({ status: 'error', graph: { state: { x: 1 } } });
    expect(graph.state['_last_error']).toMatchObject({ node: 'a', error: expect.stringContaining('too hot') });
  });

  it('6.7 too many steps are the error max_steps_exceeded, after hooks on limit', async () => {
    const note = noteTool();
    const seen = {
      code: '${limit_code}',
      now: '${current_value}',
      most: '${current_max}',
      x: '${state.x}',
    };
    const { state, graph } = await walked(
      { max_steps: 3, hooks: [notes('limit', seen)], nodes: { a: { type: 'gate', assign: { x: 1 }, next: 'a' } } },
      { tools: [note] },
    );
    expect(note.runs).toEqual([{ code: 'max_steps_exceeded', now: 3, most: 3, x: 1 }]);
    expect(state).toMatchObject({ status: 'error', error: { code: 'max_steps_exceeded' } });
    expect(graph.state).toMatchObject({ x: 1 });
  });

  it.each(['continue', 'retry', 'fail', 'abort'])(
    '6.7 a hook on limit that answers `%s` changes nothing',
    async (action) => {
      const { state } = await walked({
        max_steps: 2,
        hooks: [decides('limit', { action })],
        nodes: { a: { type: 'gate', next: 'a' } },
      });
      expect(state).toMatchObject({ status: 'error', error: { code: 'max_steps_exceeded' } });
    },
  );

  it('6.7 a graph that is cancelled visits no more nodes, and keeps its state', async () => {
    const slow = toolOf('test/slow', {
      effect: 'idempotent',
      run: async (_input, { signal }) => {
        await fixture.store.send(RUN_ID, { id: 'i1', kind: 'cancel', by: 'ann' });
        await new Promise<void>((resolve) => {
          if (signal.aborted) resolve();
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
        return { ok: true, result: {} };
      },
    });
    const { fixture, echo } = graphFixture(
      { state: { x: 1 }, nodes: { a: calls('test/slow', {}, { next: 'b' }), b: calls('test/echo') } },
      { tools: [slow] },
    );
    const { state, root } = await fixture.start();
    expect(state.status).toBe('cancelled');
    expect(root).toMatchObject({ status: 'cancelled', graph: { state: { x: 1 }, steps: 1 } });
    expect(echo.runs).toEqual([]);
  });

  it('6.7 a graph that is started with async is not waited for', async () => {
    const inner = graphText({ nodes: { a: returns({ inner: true }) } });
    const { state, graph } = await walked(
      {
        nodes: {
          a: {
            action: { item_type: 'graph', item_id: 'flows/inner', async: true },
            assign: { id: '${result.thread_id}', state: '${result.state}', outputs: '${result.outputs}' },
            next: 'b',
          },
          b: returns(),
        },
      },
      { graphs: { 'flows/inner': inner } },
    );
    expect(graph.state).toMatchObject({ id: threadAt(state, 'root/a').id, state: 'running', outputs: null });
  });

  it.each<[string, JsonObject, number]>([
    ['run at a return', { a: returns() }, 1],
    ['not run at a dead end', { a: { type: 'gate' } }, 0],
    ['not run when it fails', { a: calls('test/fail') }, 0],
    ['not run when it takes too many steps', { a: { type: 'gate', next: 'a' } }, 0],
  ])('6.7 graph_completed hooks are %s', async (_title, nodes, times) => {
    const note = noteTool();
    await walked({ max_steps: 2, hooks: [notes('graph_completed')], nodes }, { tools: [note] });
    expect(note.runs).toHaveLength(times);
  });

  it('6.7 graph_completed hooks see the graph, its state and its steps; graph_started hooks the graph and its state', async () => {
    const note = noteTool();
    await walked(
      {
        state: { x: 1 },
        hooks: [
          notes('graph_started', { on: 'start', id: '${graph_id}', x: '${state.x}' }),
          notes('graph_completed', { on: 'end', id: '${graph_id}', x: '${state.x}', steps: '${steps}' }),
        ],
        nodes: { a: { type: 'gate', assign: { x: 2 }, next: 'b' }, b: returns() },
      },
      { tools: [note] },
    );
    expect(note.runs).toEqual([
      { on: 'start', id: 'flows/demo', x: 1 },
      { on: 'end', id: 'flows/demo', x: 2, steps: 2 },
    ]);
  });
});

describe('6.8 Call parameters consumed by the engine', () => {
  const outer = (params: JsonObject, rest: JsonObject = {}): JsonObject => ({
    nodes: {
      a: {
        action: { item_type: 'graph', item_id: 'flows/inner', params, ...rest },
        assign: { outputs: '${result.outputs}', status: '${result.status}' },
      },
    },
  });
  const innerOf = (config: JsonObject, root: JsonObject = {}): WalkFacts => ({
    graphs: { 'flows/inner': graphText(config, root) },
  });
  const seen = { nodes: { a: returns({ seen: '${inputs}' }) } };

  it('6.8 a graph is a tool: it is called by its id, without another item_type', async () => {
    const nodes = { a: calls('flows/inner', { x: 1 }, { assign: { o: '${result.outputs}' } }) };
    const { graph } = await walked({ nodes }, innerOf(seen));
    expect(graph.state['o']).toEqual({ seen: { x: 1 } });
  });

  it.each<[string, Json]>([
    ['async', false],
    ['node', 'a'],
    ['inject_state', { y: 1 }],
    ['max_steps', 5],
    ['max_concurrency', 5],
    ['resume', false],
    ['graph_run_id', ''],
    ['validate', false],
  ])('6.8 the parameter %s is no input', async (name, value) => {
    const { graph } = await walked(outer({ x: 1, [name]: value }), innerOf(seen));
    expect(graph.state).toMatchObject({ status: 'success', outputs: { seen: { x: 1 } } });
  });

  it.each<[string, Json]>([
    ['capabilities', ['rye.execute.*']],
    ['limits', { depth: 2 }],
    ['depth', 2],
    ['resume_run_id', 'x'],
  ])('6.8 the parameter %s stays an input', async (name, value) => {
    const { graph } = await walked(outer({ x: 1, [name]: value }), innerOf(seen));
    expect(graph.state['outputs']).toEqual({ seen: { x: 1, [name]: value } });
  });

  it('6.8 max_steps of the call bounds a graph that names none', async () => {
    const { state } = await walked(outer({ max_steps: 4 }), innerOf({ nodes: { a: { type: 'gate', next: 'a' } } }));
    expect(threadAt(state, 'root/a')).toMatchObject({ graph: { steps: 4 }, error: { code: 'max_steps_exceeded' } });
  });

  it('6.8 max_steps of the graph counts before that of the call', async () => {
    const config = { max_steps: 2, nodes: { a: { type: 'gate', next: 'a' } } };
    const { state } = await walked(outer({ max_steps: 4 }), innerOf(config));
    expect(threadAt(state, 'root/a').graph?.steps).toBe(2);
  });

  it.each<[string, JsonObject, number]>([
    ['of the call bounds a graph that names none', {}, 3],
    ['of the graph counts before that of the call', { max_concurrency: 2 }, 2],
  ])('6.8 max_concurrency %s', async (_title, config, most) => {
    const { tool, peak } = meterTool();
    const nodes = { a: { type: 'foreach', over: numbers(9), parallel: true, action: { item_id: 'test/meter' } } };
    await walked(outer({ max_concurrency: 3 }), { ...innerOf({ ...config, nodes }), tools: [tool] });
    expect(peak()).toBe(most);
  });

  const schema = (properties: JsonObject, required: string[] = []): WalkFacts => ({
    root: { config_schema: { type: 'object', properties, required } },
  });

  it('6.8 inputs that are not given take the defaults of config_schema', async () => {
    const facts = schema({ dir: { type: 'string', default: '.' }, flag: { default: false }, none: {} });
    const { state } = await walked({ nodes: { a: returns('${inputs}') } }, facts);
    expect(state.outputs).toEqual({ dir: '.', flag: false });
    const given = await walked({ nodes: { a: returns('${inputs}') } }, { ...facts, inputs: { dir: 'src' } });
    expect(given.state.outputs).toEqual({ dir: 'src', flag: false });
  });

  it('6.8 an input that is required has to be there, and nothing is started without it', async () => {
    const { fixture } = graphFixture({ nodes: { a: returns() } }, schema({ dir: { type: 'string' } }, ['dir']));
    await expect(fixture.start()).rejects.toThrow(/dir/);
    await expect(fixture.events()).rejects.toThrow(/no run/);
  });

  it('6.8 a default makes up for an input that is required', async () => {
    const facts = schema({ dir: { type: 'string', default: '.' } }, ['dir']);
    expect((await walked({ nodes: { a: returns() } }, facts)).state.status).toBe('completed');
  });

  it('6.8 an input of another type than config_schema says is refused', async () => {
    const { fixture } = graphFixture({ nodes: { a: returns() } }, schema({ n: { type: 'number' } }));
    await expect(fixture.start({ inputs: { n: 'three' } })).rejects.toThrow(/n\b/);
    await expect(fixture.events()).rejects.toThrow(/no run/);
  });

  it('6.8 inputs that config_schema does not name are inputs, too', async () => {
    const facts = { ...schema({ dir: { type: 'string' } }), inputs: { other: 1 } };
    expect((await walked({ nodes: { a: returns('${inputs}') } }, facts)).state.outputs).toEqual({ other: 1 });
  });

  const three = {
    state: { x: 0 },
    nodes: {
      a: { type: 'gate', assign: { x: 'a' }, next: 'b' },
      b: calls('test/echo', { v: '${state.x}' }, { assign: { y: '${result.v}' }, next: 'c' }),
      c: returns({ y: '${state.y}' }),
      bad: calls('test/fail', { message: 'too hot' }),
    },
  };

  it('6.8 of `node` only that one is visited, and the result tells the state and where it leads', async () => {
    const { visited, state } = await walked(three, { walk: { node: 'b' } });
    expect(visited).toEqual(['b']);
    expect(state).toMatchObject({ status: 'completed' });
    expect(state.outputs).toEqual({
      state: { x: 0, y: 0, inputs: {} },
      executed_node: 'b',
      next_node: 'c',
      step_count: 1,
    });
  });

  it('6.8 of `node` next_node is null where it leads nowhere', async () => {
    const nodes = { a: returns(), b: { type: 'gate' } };
    const { state } = await walked({ nodes }, { walk: { node: 'b' } });
    expect(state.outputs).toMatchObject({ executed_node: 'b', next_node: null });
  });

  it('6.8 of `node`, a return gives what a return gives', async () => {
    const { state } = await walked(three, { walk: { node: 'c', state: { y: 5 } } });
    expect(state.outputs).toEqual({ y: 5 });
  });

  it('6.8 of `node`, a failure is the failure of a graph', async () => {
    const { state, visited } = await walked(three, { walk: { node: 'bad' } });
    expect(visited).toEqual(['bad']);
    expect(state).toMatchObject({ status: 'error', error: { message: expect.stringContaining('too hot') } });
  });

  it('6.8 of `node`, hooks on graph_started are run', async () => {
    const note = noteTool();
    await walked({ ...three, hooks: [notes('graph_started')] }, { walk: { node: 'b' }, tools: [note] });
    expect(note.runs).toHaveLength(1);
  });

  it('6.8 `node` and `inject_state` can be given by a graph that calls another', async () => {
    const { graph, visited } = await walked(outer({ node: 'b', inject_state: { x: 9 } }), innerOf(three));
    expect(visited).toEqual(['a']);
    expect(graph.state['outputs']).toMatchObject({ executed_node: 'b', state: { x: 9, y: 9 } });
  });

  it('6.8 a `node` that there is not is refused', async () => {
    const { fixture } = graphFixture(three);
    await expect(fixture.start({ walk: { node: 'bb' } })).rejects.toThrow(/bb/);
    await expect(fixture.events()).rejects.toThrow(/no run/);
  });

  it('6.8 inject_state sets keys of the state before the first step; it is not merged deeply', async () => {
    const nodes = { a: returns({ x: '${state.x}', m: '${state.m}', n: '${state.n}' }) };
    const { state } = await walked({ state: { x: 1, m: { a: 1 } }, nodes }, { walk: { state: { m: { b: 2 }, n: 3 } } });
    expect(state.outputs).toEqual({ x: 1, m: { b: 2 }, n: 3 });
  });

  it('6.8 `validate: true` only looks at the graph: it tells what is wrong with it, and calls nothing', async () => {
    const { echo, state } = await walked(outer({ validate: true }), innerOf({ nodes: { a: calls('test/echo') } }));
    expect(echo.runs).toEqual([]);
    expect(JSON.stringify(state.threads.get(state.root!)?.turns[0]?.calls[0]?.end)).toContain('node_count');
  });

  it('6.8 to resume a run that there is not is an error, and starts nothing', async () => {
    const config = outer({ resume: true, graph_run_id: 'flows-inner-1' });
    const { echo, state } = await walked(config, innerOf({ nodes: { a: calls('test/echo') } }));
    expect(echo.runs).toEqual([]);
    expect(state.status).toBe('error');
  });
});

describe('6.8 Resume', () => {
  /** Calls, gates, a list one after the other and one in parallel, a retry, a failure that leads on, a circle. */
  const config: JsonObject = {
    state: { rounds: 0 },
    hooks: [
      { ...decides('error', { action: 'retry', max_retries: 1 }), condition: { path: 'node', value: 'flaky' } },
      notes('after_step'),
      notes('graph_completed'),
    ],
    nodes: {
      a: calls('test/echo', { v: '${inputs.what}' }, { assign: { x: '${result.v}' }, next: 'list' }),
      list: {
        type: 'foreach',
        over: [1, 2],
        action: { item_id: 'test/echo', params: { v: '${item}' } },
        collect: 'r',
        next: 'all',
      },
      all: {
        type: 'foreach',
        over: '${state.r}',
        parallel: true,
        action: { item_id: 'test/echo', params: { v: '${item.v}' } },
        collect: 's',
        next: 'flaky',
      },
      flaky: calls('test/patient', { tries: '${state._retries.flaky}' }, { next: 'bad' }),
      bad: calls('test/fail', { message: 'no' }, { on_error: 'inner' }),
      inner: {
        action: { item_type: 'graph', item_id: 'flows/inner' },
        assign: { i: '${result.outputs.v}' },
        next: 'gate',
      },
      gate: {
        type: 'gate',
        next: [{ when: { path: 'state.again', value: true }, to: 'end' }, { to: 'once' }],
      },
      once: { type: 'gate', assign: { again: true }, next: 'a' },
      end: returns({ x: '${state.x}', r: '${state.r}', s: '${state.s}', i: '${state.i}', e: '${state._last_error}' }),
    },
  };
  const graphs = {
    'flows/inner': graphText({ nodes: { a: calls('test/echo', {}, { next: 'b' }), b: returns({ v: 7 }) } }),
  };
  const make = () => {
    const note = noteTool();
    // Fails the first time, in whichever process that is.
    const patient = toolOf('test/patient', {
      effect: 'idempotent',
      run: async ({ tries }) =>
        tries === 1 ? { ok: true, result: {} } : { ok: false, error: { code: 'test/patient', message: 'not yet' } },
    });
    return graphFixture(config, { tools: [note, patient], graphs });
  };
  const inputs = { what: 'it' };
  const doneIn = (events: Event[], tool: string): number =>
    ofType(events, 'tool_call_completed').filter(({ data }) => data.tool === tool).length;

  /** Cuts a run off after each of its events, goes on with it, and looks at it. @returns what was not as it should be */
  async function cutsOf<T extends { fixture: RuntimeFixture }>(
    whole: T,
    another: () => T,
    look: (resumed: Outcome, cut: T, before: Event[]) => void,
  ): Promise<string[]> {
    const events = await whole.fixture.events();
    const wrong: string[] = [];
    for (let upTo = 1; upTo < events.length; upTo += 1) {
      const before = events.slice(0, upTo);
      if (foldRun(before).status === 'completed') continue;
      const cut = another();
      await cut.fixture.adopt(whole.fixture, upTo);
      try {
        look(await cut.fixture.resume(), cut, before);
      } catch (error) {
        const last = before.at(-1)!;
        const node = 'node' in last.data ? ` of ${last.data.node}` : '';
        wrong.push(`cut off after ${upTo}, ${last.type}${node}: ${(error as Error).message}`);
      }
    }
    return wrong;
  }

  it('6.8 a run that was cut off after any event goes on to the same end, in as many steps; nothing that is done is called again, and no hook runs again', async () => {
    const whole = make();
    const { events, state, root } = await whole.fixture.start({ inputs });
    expect(state.status).toBe('completed');
    const visitsOf = ({ graph }: Outcome['root']): Set<string> =>
      new Set(graph?.visits.map(({ node, step }) => `${step} ${node}`));
    const hooksIn = (list: Event[]): number => ofType(list, 'hooks_dispatched').length;
    const wrong = await cutsOf(whole, make, (resumed, { echo }, before) => {
      expect(resumed.state.outputs).toEqual(state.outputs);
      expect(resumed.root.graph?.steps).toBe(root.graph?.steps);
      expect(visitsOf(resumed.root)).toEqual(visitsOf(root));
      expect(echo.runs.length).toBe(doneIn(events, 'test/echo') - doneIn(before, 'test/echo'));
      expect(hooksIn(resumed.events)).toBe(hooksIn(events));
    });
    expect(wrong).toEqual([]);
  });

  it('6.8 a call with lasting effect that was cut off is not made again: its node has failed', async () => {
    const once = () => toolOf('test/once', { effect: 'once' });
    const graph = { nodes: { a: calls('test/once', {}, { on_error: 'b' }), b: returns({ at: 'b' }) } };
    const whole = graphFixture(graph, { tools: [once()] });
    const { events } = await whole.fixture.start();
    const upTo = events.findIndex(({ type }) => type === 'tool_call_started') + 1;
    const tool = once();
    const cut = graphFixture(graph, { tools: [tool] });
    await cut.fixture.adopt(whole.fixture, upTo);
    const { state, events: after } = await cut.fixture.resume();
    expect(tool.runs).toEqual([]);
    expect(state).toMatchObject({ status: 'completed', outputs: { at: 'b' } });
    expect(ofType(after, 'graph_step_failed')).toMatchObject([{ data: { error: { code: 'runtime/interrupted' } } }]);
  });

  it('6.8 a run that is resumed keeps its inputs and their defaults', async () => {
    const graph = {
      nodes: { a: calls('test/echo', {}, { next: 'b' }), b: returns({ a: '${inputs}', b: '${state.inputs}' }) },
    };
    const root = { config_schema: { type: 'object', properties: { y: { default: 2 } } } };
    const whole = graphFixture(graph, { root });
    const { events } = await whole.fixture.start({ inputs: { x: 1 } });
    const cut = graphFixture(graph, { root });
    await cut.fixture.adopt(whole.fixture, events.findIndex(({ type }) => type === 'graph_step_completed') + 1);
    const { state } = await cut.fixture.resume();
    expect(state.outputs).toEqual({ a: { x: 1, y: 2 }, b: { x: 1, y: 2 } });
  });

  it.each<[string, WalkRequest, JsonObject]>([
    ['of one node', { node: 'b' }, { executed_node: 'b', next_node: 'c', step_count: 1, state: { inputs: {}, x: 1 } }],
    ['with a state that was injected', { state: { x: 5 } }, { x: 5 }],
  ])('6.8 a run %s that was cut off after any event stays one', async (_title, walk, outputs) => {
    const graph = {
      state: { x: 1 },
      nodes: {
        a: { type: 'gate', next: 'b' },
        b: calls('test/echo', {}, { next: 'c' }),
        c: returns({ x: '${state.x}' }),
      },
    };
    const whole = graphFixture(graph);
    expect((await whole.fixture.start({ walk })).state.outputs).toEqual(outputs);
    const wrong = await cutsOf(
      whole,
      () => graphFixture(graph),
      (resumed) => expect(resumed.state.outputs).toEqual(outputs),
    );
    expect(wrong).toEqual([]);
  });

  it('6.8 a run that has completed visits nothing more when it is resumed', async () => {
    const whole = make();
    const { events, root } = await whole.fixture.start({ inputs });
    const cut = make();
    await cut.fixture.adopt(whole.fixture, events.length);
    const resumed = await cut.fixture.resume().catch(() => undefined);
    expect(cut.echo.runs).toEqual([]);
    if (resumed) expect(resumed.root.graph?.visits).toHaveLength(root.graph!.visits.length);
  });
});

describe('6.9 Permissions in graphs', () => {
  const granted = (...permissions: string[]): WalkFacts => ({
    root: { permissions, acknowledge: { risk: 'unrestricted', reason: 'Nothing here is real.' } },
  });
  const action = {
    nodes: { a: calls('test/echo', {}, { on_error: 'no', next: 'yes' }), yes: returns(), no: returns() },
  };

  it.each<[string, string, string]>([
    ['the exact capability', 'rye.execute.tool.test.echo', 'yes'],
    ['a pattern over ids', 'rye.execute.tool.test.*', 'yes'],
    ['a pattern over everything', 'rye.*', 'yes'],
    ['a pattern of one letter', 'rye.execute.tool.test.ech?', 'yes'],
    ['the capability of another tool', 'rye.execute.tool.test.fail', 'no'],
    ['the capability of another kind', 'rye.execute.directive.*', 'no'],
    ['the capability of another deed', 'rye.fetch.*', 'no'],
    ['a capability that holds a slash', 'rye.execute.tool.test/echo', 'no'],
    ['a capability that only begins like it', 'rye.execute.tool.test', 'no'],
  ])('6.9 a call is checked against the permissions of the graph: %s', async (_title, permission, at) => {
    const { visited, echo } = await walked(action, granted(permission));
    expect(visited).toEqual(['a', at]);
    expect(echo.runs).toHaveLength(at === 'yes' ? 1 : 0);
  });

  it('6.9 ids under rye/agent/threads/internal/ are always allowed', async () => {
    const internal = toolOf('rye/agent/threads/internal/emit', { effect: 'none' });
    const nodes = { a: calls('rye/agent/threads/internal/emit', {}, { next: 'b' }), b: returns() };
    const { visited } = await walked({ nodes }, { ...granted('rye.fetch.knowledge.nothing'), tools: [internal] });
    expect(internal.runs).toHaveLength(1);
    expect(visited).toEqual(['a', 'b']);
  });

  it('6.9 each item of a foreach is checked', async () => {
    const over = ['test/echo', 'test/give'];
    const nodes = { a: { type: 'foreach', over, action: { item_id: '${item}', params: {} }, collect: 'r' } };
    const tool = giveTool();
    const { echo, graph } = await walked({ nodes }, { ...granted('rye.execute.tool.test.echo'), tools: [tool] });
    expect(echo.runs).toHaveLength(1);
    expect(tool.runs).toEqual([]);
    expect(graph.faultCount).toBe(1);
  });

  it('6.9 a fetch is checked, too', async () => {
    const nodes = {
      a: {
        action: { primary: 'fetch', item_type: 'knowledge', item_id: 'notes/one' },
        assign: { text: '${result.content}' },
        on_error: 'no',
        next: 'yes',
      },
      yes: returns('${state.text}'),
      no: returns(),
    };
    const knowledge = { 'notes/one': 'the text' };
    const allowed = await walked({ nodes }, { ...granted('rye.fetch.knowledge.notes.*'), knowledge });
    expect(allowed.graph.state).not.toHaveProperty('_last_error');
    expect(allowed.visited).toEqual(['a', 'yes']);
    expect(allowed.state.outputs).toEqual({ output: 'the text' });
    const refused = await walked({ nodes }, { ...granted('rye.fetch.knowledge.other.*'), knowledge });
    expect(refused.visited).toEqual(['a', 'no']);
  });

  const inner = (permissions: string[], params: JsonObject = {}): WalkFacts => ({
    graphs: { 'flows/inner': graphText(action, { permissions }) },
    inputs: params,
  });
  const call = (params: JsonObject = {}): JsonObject => ({
    nodes: { a: { action: { item_type: 'graph', item_id: 'flows/inner', params } } },
  });
  const nodesOf = (state: Parameters<typeof threadAt>[0]) =>
    threadAt(state, 'root/a').graph?.visits.map(({ node }) => node);

  it('6.9 a graph that another calls may do what both may do: not what its caller may not', async () => {
    const { state, echo } = await walked(call(), {
      ...inner(['rye.execute.*']),
      ...granted('rye.execute.tool.flows.*', 'rye.execute.tool.test.give'),
    });
    expect(nodesOf(state)).toEqual(['a', 'no']);
    expect(echo.runs).toEqual([]);
  });

  it('6.9 a graph that another calls may do what both may do: not what it does not name itself', async () => {
    const { state } = await walked(call(), { ...inner(['rye.execute.tool.test.give']), ...granted('rye.execute.*') });
    expect(nodesOf(state)).toEqual(['a', 'no']);
  });

  it('6.9 a graph that another calls may do what both may do: what both name', async () => {
    const { state } = await walked(call(), { ...inner(['rye.execute.tool.test.*']), ...granted('rye.execute.*') });
    expect(nodesOf(state)).toEqual(['a', 'yes']);
  });

  it('6.9 the parameter capabilities replaces nothing', async () => {
    const { state, echo } = await walked(call({ capabilities: ['rye.execute.*'] }), {
      ...inner(['rye.execute.tool.test.give']),
      ...granted('rye.execute.*'),
    });
    expect(nodesOf(state)).toEqual(['a', 'no']);
    expect(echo.runs).toEqual([]);
  });

  it('6.9 a node with a directive makes a thread, named by the node', async () => {
    const model = scriptedModel(() => ({ text: 'done', calls: [give({ ok: 'yes' })] }));
    const directives = [directiveOf('team/worker', { outputs: [required('ok')] })];
    const { state, root } = await walked(
      {
        nodes: {
          a: {
            action: { item_type: 'directive', item_id: 'team/worker', params: { n: 1 } },
            assign: { r: '${result}' },
            next: 'b',
          },
          b: returns({ ok: '${state.r.outputs.ok}', id: '${state.r.thread_id}' }),
        },
      },
      { model, directives },
    );
    const worker = threadAt(state, 'root/a');
    expect(root.children).toEqual([worker.id]);
    expect(worker).toMatchObject({ directive: 'team/worker', inputs: { n: 1 } });
    expect(state.outputs).toEqual({ ok: 'yes', id: worker.id });
  });

  it('6.9 a node with a directive that is not granted makes no thread', async () => {
    const nodes = { a: { action: { item_type: 'directive', item_id: 'team/worker' }, on_error: 'b' }, b: returns() };
    const { root, visited } = await walked(
      { nodes },
      { ...granted('rye.execute.tool.*'), directives: [directiveOf('team/worker')] },
    );
    expect(visited).toEqual(['a', 'b']);
    expect(root.children).toEqual([]);
  });
});

describe('6.10 Caching', () => {
  /** Visits the node twice, with what stands in `state.p`: first `one`, then `two`. */
  const twice = (node: JsonObject, one: Json = 1, two: Json = one): JsonObject => ({
    state: { p: one },
    nodes: {
      a: { ...node, next: 'b' },
      b: { type: 'gate', next: [{ when: { path: 'state.again', value: true }, to: 'd' }, { to: 'c' }] },
      c: { type: 'gate', assign: { again: true, p: two }, next: 'a' },
      d: returns({ r: '${state.r}' }),
    },
  });
  const node = (rest: JsonObject): JsonObject =>
    calls('test/echo', { v: '${state.p}' }, { assign: { r: '${result.v}' }, ...rest });

  it('6.10 cache_result: true calls once, and assigns and goes on as if it had called again', async () => {
    const { echo, visited, state, events } = await walked(twice(node({ cache_result: true })));
    expect(echo.runs).toEqual([{ v: 1 }]);
    expect(visited).toEqual(['a', 'b', 'c', 'a', 'b', 'd']);
    expect(state.outputs).toEqual({ r: 1 });
    expect(ofNode(events, 'graph_step_completed', 'a').map(({ data }) => 'cached' in data && data.cached)).toEqual([
      false,
      true,
    ]);
  });

  it.each<[string, JsonObject]>([
    ['without cache_result', {}],
    ['with cache_result: false', { cache_result: false }],
    ['with cache_result: "true"', { cache_result: 'true' }],
    ['with the dead key cache', { cache: true }],
  ])('6.10 %s every visit calls', async (_title, rest) => {
    expect((await walked(twice(node(rest)))).echo.runs).toHaveLength(2);
  });

  it('6.10 another input is another result', async () => {
    const { echo, state } = await walked(twice(node({ cache_result: true }), 1, 2));
    expect(echo.runs).toEqual([{ v: 1 }, { v: 2 }]);
    expect(state.outputs).toEqual({ r: 2 });
  });

  it('6.10 the order of keys makes no other input', async () => {
    const { echo } = await walked(
      twice(node({ cache_result: true }), { x: 1, y: { k: 1, l: 2 } }, { y: { l: 2, k: 1 }, x: 1 }),
    );
    expect(echo.runs).toHaveLength(1);
  });

  it('6.10 a cached result is used by edges', async () => {
    const next = [{ when: { path: 'result.v', value: 1 }, to: 'b' }];
    const config = twice(node({ cache_result: true }));
    const nodes = config['nodes'] as JsonObject;
    const { state } = await walked({ ...config, nodes: { ...nodes, a: { ...(nodes['a'] as JsonObject), next } } });
    expect(state.outputs).toEqual({ r: 1 });
  });

  it('6.10 errors are not cached', async () => {
    const sometimes = sometimesTool();
    const failing = calls('test/sometimes', {}, { cache_result: true, on_error: 'a' });
    const { visited } = await walked(twice(failing), { tools: [sometimes] });
    expect(visited).toEqual(['a', 'a', 'b', 'c', 'a', 'b', 'd']);
    expect(sometimes.runs).toHaveLength(2);
  });

  it('6.10 two nodes share nothing', async () => {
    const same = (next: string) => calls('test/echo', { v: 1 }, { cache_result: true, next });
    const { echo } = await walked({ nodes: { a: same('b'), b: same('c'), c: returns() } });
    expect(echo.runs).toHaveLength(2);
  });

  const two = {
    a: { action: { item_type: 'graph', item_id: 'flows/one' }, next: 'b' },
    b: { action: { item_type: 'graph', item_id: 'flows/two' } },
  };

  it.each<[string, JsonObject]>([
    ['an action', calls('test/echo', { v: 1 }, { cache_result: true })],
    [
      'a foreach',
      { type: 'foreach', over: [1], action: { item_id: 'test/echo', params: { v: 1 } }, cache_result: true },
    ],
  ])('6.10 two graphs share nothing: %s', async (_title, cached) => {
    const graphs = {
      'flows/one': graphText({ nodes: { a: cached } }),
      'flows/two': graphText({ nodes: { a: cached } }),
    };
    const { echo, state } = await walked({ nodes: two }, { graphs });
    expect(state.status).toBe('completed');
    expect(echo.runs).toHaveLength(2);
  });

  it('6.10 a graph that is called twice in a run shares with itself', async () => {
    const graphs = { 'flows/one': graphText({ nodes: { a: calls('test/echo', { v: 1 }, { cache_result: true }) } }) };
    const nodes = { ...two, b: { action: { item_type: 'graph', item_id: 'flows/one' } } };
    expect((await walked({ nodes }, { graphs })).echo.runs).toHaveLength(1);
  });

  it('6.10 items of a foreach are cached one by one, and collected alike', async () => {
    const list = { type: 'foreach', over: '${state.p}', action: { item_id: 'test/echo', params: { v: '${item}' } } };
    const { echo, state } = await walked(twice({ ...list, cache_result: true, collect: 'r' }, [1, 2], [2, 1, 3]));
    expect(echo.runs).toEqual([{ v: 1 }, { v: 2 }, { v: 3 }]);
    expect(state.outputs).toEqual({ r: [{ v: 2 }, { v: 1 }, { v: 3 }] });
  });

  it.each<[string, JsonObject]>([
    ['an action', calls('test/echo', { v: 1 }, { cache_result: true, assign: { r: '${result}' }, on_error: 'no' })],
    [
      'a foreach',
      {
        type: 'foreach',
        over: [1],
        action: { item_id: 'test/echo', params: { v: 1 } },
        cache_result: true,
        on_item_error: 'fail',
        on_error: 'no',
      },
    ],
  ])('6.10 permission is looked at before what is cached: %s', async (_title, cached) => {
    const inner = { nodes: { a: { ...cached, next: 'yes' }, yes: returns(), no: returns() } };
    const middle = { nodes: { a: { action: { item_type: 'graph', item_id: 'flows/inner' } } } };
    const { state, echo } = await walked(
      { nodes: two },
      {
        graphs: {
          'flows/one': graphText(middle),
          'flows/two': graphText(middle, { permissions: ['rye.execute.tool.flows.*'] }),
          'flows/inner': graphText(inner),
        },
      },
    );
    const visits = (place: string) => threadAt(state, place).graph?.visits.map((visit) => visit.node);
    expect(visits('root/a/a')).toEqual(['a', 'yes']);
    expect(visits('root/b/a')).toEqual(['a', 'no']);
    expect(echo.runs).toHaveLength(1);
  });
});

describe('6.11 Validation checks', () => {
  const end = { end: returns() };
  const toEnd = (rest: JsonObject = {}): JsonObject => calls('test/echo', {}, { next: 'end', ...rest });
  const list = (rest: JsonObject): JsonObject => ({ type: 'foreach', next: 'end', ...rest });

  it('6.11 a graph that is in order has no problems', async () => {
    const text = graphText(
      { state: { n: 1 }, nodes: { a: toEnd({ on_error: 'end' }), end: returns({ n: '${state.n}' }) } },
      { category: 'flows', permissions: ['rye.execute.tool.*'] },
    );
    expect(await problemsOf(text)).toEqual([]);
  });

  it.each<[string, JsonObject, JsonObject, RegExp]>([
    ['no top-level permissions', { nodes: { a: toEnd(), ...end } }, { permissions: null }, /permissions/],
    ['empty top-level permissions', { nodes: { a: toEnd(), ...end } }, { permissions: [] }, /permissions/],
    ['permissions that are no list', { nodes: { a: toEnd(), ...end } }, { permissions: 'rye.*' }, /permissions/],
    ['no start', { start: null, nodes: { a: toEnd(), ...end } }, {}, /start/],
    ['a start that is no node', { start: 'x', nodes: { a: toEnd(), ...end } }, {}, /start.*"x"/],
    ['a next that is no node', { nodes: { a: toEnd({ next: 'x' }), ...end } }, {}, /"a".*"x"/],
    [
      'an edge to what is no node',
      { nodes: { a: toEnd({ next: [{ to: 'end' }, { to: 'x' }] }), ...end } },
      {},
      /"a".*"x"/,
    ],
    ['one edge alone to what is no node', { nodes: { a: toEnd({ next: [{ to: 'x' }] }), ...end } }, {}, /"a".*"x"/],
    ['an on_error that is no node', { nodes: { a: toEnd({ on_error: 'x' }), ...end } }, {}, /"a".*"x"/],
    [
      'a foreach with async in its action',
      { nodes: { a: list({ over: [1], action: { item_id: 't', async: true } }), ...end } },
      {},
      /async/,
    ],
    ['a foreach without over', { nodes: { a: list({ action: { item_id: 't' } }), ...end } }, {}, /over/],
    ['a foreach without action', { nodes: { a: list({ over: [1] }), ...end } }, {}, /action/],
    ['a plain node without action', { nodes: { a: { next: 'end' }, ...end } }, {}, /action/],
    ['a category that is not its folder', { nodes: { a: toEnd(), ...end } }, { category: 'elsewhere' }, /elsewhere/],
  ])('6.11 an error, told once: %s', async (_title, config, root, message) => {
    const errors = (await problemsOf(graphText(config, root))).filter(({ level }) => level === 'error');
    expect(errors).toEqual([expect.objectContaining({ message: expect.stringMatching(message) })]);
  });

  it('6.11 a graph with errors is not walked', () => {
    expect(() => parsed({ nodes: { a: toEnd({ next: 'x' }), ...end } })).toThrow();
  });

  it.each<[string, JsonObject, RegExp]>([
    ['an unknown key of a node', { nodes: { a: toEnd({ on_eror: 'end' }), ...end } }, /on_eror/],
    ['the dead key cache', { nodes: { a: toEnd({ cache: true }), ...end } }, /"cache"/],
    ['output on a node that is no return', { nodes: { a: toEnd({ output: 1 }), ...end } }, /"output"/],
    ['no return', { nodes: { a: calls('test/echo') } }, /return/],
    ['a node that nothing leads to', { nodes: { a: toEnd(), b: toEnd(), ...end } }, /"b"/],
    ['a key of the state that is read and never set', { nodes: { a: toEnd(), end: returns('${state.nix}') } }, /nix/],
    ['a key of the state that is set and never read', { nodes: { a: toEnd({ assign: { nix: 1 } }), ...end } }, /nix/],
    [
      'a key of collect that is never read',
      { nodes: { a: list({ over: [1], action: { item_id: 't' }, collect: 'nix' }), ...end } },
      /nix/,
    ],
  ])('6.11 a warning: %s', async (_title, config, message) => {
    const problems = await problemsOf(graphText(config));
    expect(problems).toEqual([expect.objectContaining({ level: 'warning', message: expect.stringMatching(message) })]);
  });

  it.each<[string, JsonObject]>([
    ['next', toEnd()],
    ['an edge with a condition', toEnd({ next: [{ when: { path: 'state.n', value: 1 }, to: 'end' }] })],
    ['on_error', calls('test/echo', {}, { on_error: 'end' })],
  ])('6.11 a node is reached by way of %s', async (_title, a) => {
    const problems = await problemsOf(graphText({ state: { n: 1 }, nodes: { a, end: returns('${state.n}') } }));
    expect(problems).toEqual([]);
  });

  it.each<[string, string, JsonObject]>([
    ['assign', 'k', { a: toEnd({ assign: { k: 1 } }) }],
    ['collect', 'k', { a: list({ over: [1], action: { item_id: 't' }, collect: 'k' }) }],
    ['the name of an item', 'item', { a: list({ over: [1], action: { item_id: 't' } }) }],
    ['config.state', 'n', { a: toEnd() }],
    ['the inputs', 'inputs', { a: toEnd() }],
    ['_last_error', '_last_error', { a: toEnd() }],
    ['_retries', '_retries', { a: toEnd() }],
  ])('6.11 a key of the state is set by %s', async (_title, key, nodes) => {
    const output = ['${state.n}', `\${state.${key}}`];
    expect(await problemsOf(graphText({ state: { n: 1 }, nodes: { ...nodes, end: returns(output) } }))).toEqual([]);
  });

  it('6.11 a problem tells its place in the file', async () => {
    const text =
      'permissions: ["rye.*"]\nacknowledge: {risk: unrestricted, reason: why}\nconfig:\n  start: a\n  nodes:\n    a: {type: gate, next: x}\n';
    expect(await problemsOf(text)).toContainEqual(expect.objectContaining({ code: 'unknown-node', line: 6, col: 27 }));
  });

  const wanting = {
    nodes: {
      a: calls('test/echo', {}, { env_requires: ['TWO', 'ONE'], next: 'b' }),
      b: { ...returns(), env_requires: 'THREE' },
      c: { type: 'gate', env_requires: ['FOUR'] },
    },
  };

  it('6.11 env_requires of the graph and of every node is looked at before anything is started, each name told once', async () => {
    const { fixture, echo } = graphFixture(wanting, { root: { env_requires: ['ONE'] } });
    const message = await fixture.start().then(String, (error: Error) => error.message);
    expect(
      ['ONE', 'TWO', 'THREE', 'FOUR'].map((name) => message.split(new RegExp(`\\b${name}\\b`)).length - 1),
    ).toEqual([1, 1, 1, 1]);
    await expect(fixture.events()).rejects.toThrow(/no run/);
    expect(echo.runs).toEqual([]);
  });

  it('6.11 a graph runs where the environment has what it needs', async () => {
    const { fixture } = graphFixture(wanting, { root: { env_requires: ['ONE'] } });
    const env = { ONE: '1', TWO: '2', THREE: '3', FOUR: '4' };
    fixture.ports.promptEnv = { ...fixture.ports.promptEnv, env };
    expect((await fixture.start()).state.status).toBe('completed');
  });

  const strict = { root: { config_schema: { type: 'object', properties: { must: {} }, required: ['must'] } } };

  it.each<[string, JsonObject, WalkFacts, RegExp]>([
    ['the environment before the node', wanting, { walk: { node: 'none' } }, /ONE/],
    ['the environment before the inputs', wanting, strict, /ONE/],
    ['the node before the inputs', { nodes: { a: returns() } }, { ...strict, walk: { node: 'none' } }, /"none"/],
  ])('6.11 before a run comes %s', async (_title, config, { walk, ...facts }, message) => {
    const { fixture } = graphFixture(config, facts);
    await expect(fixture.start({ ...(walk && { walk }) })).rejects.toThrow(message);
  });

  it('6.11 what a graph that is called needs of the environment is looked at when it is called', async () => {
    const graphs = { 'flows/inner': graphText(wanting) };
    const nodes = { a: { action: { item_type: 'graph', item_id: 'flows/inner' }, on_error: 'b' }, b: returns() };
    const { graph, visited } = await walked({ nodes }, { graphs });
    expect(visited).toEqual(['a', 'b']);
    expect(graph.state['_last_error']).toMatchObject({ error: expect.stringContaining('TWO') });
  });
});

describe('6.12 Events and artefacts', () => {
  it('6.12 each visit is told with its node, its step and where it leads', async () => {
    const nodes = {
      a: calls('test/fail', { message: 'no' }, { on_error: 'b' }),
      b: { type: 'gate', assign: { x: 1 }, next: 'c' },
      c: returns({ x: '${state.x}' }),
    };
    const { events } = await walked({ nodes });
    expect(ofType(events, 'graph_step_started').map(({ data }) => [data.node, data.step, data.type])).toEqual([
      ['a', 1, 'action'],
      ['b', 2, 'gate'],
      ['c', 3, 'return'],
    ]);
    expect(ofType(events, 'graph_step_failed')).toMatchObject([
      { data: { node: 'a', step: 1, next: 'b', error: { message: 'no' } } },
    ]);
    expect(ofType(events, 'graph_step_completed')).toMatchObject([
      { data: { node: 'b', step: 2, next: 'c', assigned: { x: 1 } } },
      { data: { node: 'c', step: 3, output: { x: 1 } } },
    ]);
  });

  it('6.12 each item of a foreach is told, then the node itself, once', async () => {
    const action = { item_id: 'test/give', params: { value: '${item}' } };
    const a = { type: 'foreach', over: [1, { success: false }], action, collect: 'r', next: 'b' };
    const { events } = await walked({ nodes: { a, b: returns() } }, { tools: [giveTool()] });
    const types = events
      .filter(({ type }) => type.startsWith('graph_') || type.startsWith('foreach_'))
      .map(({ type }) => type);
    expect(types).toEqual([
      'graph_step_started',
      'graph_step_started',
      'foreach_item_completed',
      'graph_step_started',
      'foreach_item_completed',
      'graph_step_completed',
      'graph_step_started',
      'graph_step_completed',
    ]);
    expect(ofType(events, 'graph_step_started')[0]?.data).toMatchObject({ node: 'a', items: 2 });
    expect(ofType(events, 'foreach_item_completed')).toMatchObject([
      { data: { node: 'a', index: 0, result: { result: 1 } } },
      { data: { node: 'a', index: 1, error: {} } },
    ]);
    expect(ofType(events, 'graph_step_completed')[0]?.data).toMatchObject({ node: 'a', failed_items: 1 });
  });

  it('6.12 the log alone tells the state of the graph after each event', async () => {
    const nodes = { a: calls('test/echo', { v: 1 }, { assign: { x: '${result.v}' }, next: 'b' }), b: returns() };
    const { events, root } = await walked({ nodes });
    expect(foldRun(events).threads.get(root.id)?.graph).toEqual(root.graph);
    const upTo = events.findIndex(({ type }) => type === 'graph_step_completed');
    expect(foldRun(events.slice(0, upTo)).threads.get(root.id)?.graph).toMatchObject({
      state: { inputs: {} },
      current: { node: 'a' },
    });
    expect(foldRun(events.slice(0, upTo + 1)).threads.get(root.id)?.graph).toMatchObject({
      state: { x: 1 },
      next: 'b',
    });
  });

  it('6.12 the id of a thread of a graph ends in something random', async () => {
    const { root } = await walked({ nodes: { a: returns() } });
    expect(root.id).toMatch(/^flows-demo-\d+-[0-9a-f]{4}$/);
  });

  it('6.12 a state that would be larger than 262,144 bytes is a failure of the node that would make it so', async () => {
    const half = 'x'.repeat(140_000);
    const assign = { big: '${inputs.half}${inputs.half}' };
    const nodes = { a: { type: 'gate', assign, next: 'b' }, b: returns() };
    const { state, graph } = await walked({ on_error: 'continue', nodes }, { inputs: { half } });
    expect(state.status).toBe('completed');
    expect(graph.state).not.toHaveProperty('big');
    expect(graph.faults).toMatchObject([{ node: 'a', error: { code: 'runtime/graph-value-too-large' } }]);
  });
});

describe('Appendix A, graph', () => {
  it('A a single action node without next completes', async () => {
    const { state } = await walked({ nodes: { a: calls('test/echo') } });
    expect(state).toMatchObject({ status: 'completed', outputs: {} });
  });

  it('A params {p: "${state.none}", d: {n: "${state.none}", k: 1}} are {d: {k: 1}}', async () => {
    const { echo } = await walked({
      nodes: { a: calls('test/echo', { p: '${state.none}', d: { n: '${state.none}', k: 1 } }) },
    });
    expect(echo.runs).toEqual([{ d: { k: 1 } }]);
  });

  it('A assign {x: "${result.v}", y: "${state.x}!"} with v="o" sets x="o", y="o!"', async () => {
    const assign = { x: '${result.v}', y: '${state.x}!' };
    const { graph } = await walked({ nodes: { a: calls('test/echo', { v: 'o' }, { assign }) } });
    expect(graph.state).toMatchObject({ x: 'o', y: 'o!' });
  });

  it('A a parallel foreach that uses ${state.other} has the key left out', async () => {
    const action = { item_id: 'test/echo', params: { v: '${item}', other: '${state.other}' } };
    const nodes = { a: { type: 'foreach', over: [1], parallel: true, action } };
    expect((await walked({ state: { other: 1 }, nodes })).echo.runs).toEqual([{ v: 1 }]);
  });

  it('A a foreach of which the action returns thread_id collects ids only', async () => {
    const action = { item_id: 'test/echo', params: { thread_id: '${item}', v: 1 } };
    const { graph } = await walked({ nodes: { a: { type: 'foreach', over: ['t1', 't2'], action, collect: 'r' } } });
    expect(graph.state['r']).toEqual(['t1', 't2']);
  });

  it('A an item of a foreach fails and the node has on_error: ignored, and the error is collected', async () => {
    const a = {
      type: 'foreach',
      over: [1],
      action: { item_id: 'test/fail', params: { message: 'no' } },
      collect: 'r',
      on_error: 'c',
      next: 'b',
    };
    const { graph, visited } = await walked({ nodes: { a, b: returns(), c: returns() } });
    expect(visited).toEqual(['a', 'b']);
    expect(graph.state['r']).toEqual([{ status: 'error', error: 'no' }]);
  });
});
