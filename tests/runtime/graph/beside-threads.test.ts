import { describe, expect, it } from 'vitest';
import { foldRun, pruneEvent } from '#protocol';
import { calls, graphFixture, graphText, graphTools, returns } from '../../helpers/graph-fixture.ts';
import { directiveOf, RuntimeFixture, threadAt } from '../../helpers/runtime-fixture.ts';
import { operation, resultsIn, scriptedModel, turnOf } from '../../helpers/scripted-model.ts';

const INNER = graphText({
  nodes: {
    a: calls('test/echo', { v: '${inputs.v}' }, { assign: { x: '${result.v}' }, next: 'b' }),
    b: returns({ x: '${state.x}' }),
  },
});

/** A directive that calls a graph, then does something with its thread. */
function calling(item: object, then: (id: string) => ReturnType<typeof operation>) {
  const model = scriptedModel((request) => {
    const told = resultsIn(request).map((text) => JSON.parse(text) as { thread_id?: string });
    if (turnOf(request) === 1) return { text: 'go', calls: [{ name: 'rye_execute', input: { ...item } }] };
    if (turnOf(request) === 2) return { text: 'then', calls: [then(told[0]?.thread_id ?? '')] };
    return { text: 'done' };
  });
  const { tools } = graphTools();
  const facts = {
    directives: [directiveOf('team/lead')],
    graphs: { 'flows/inner': INNER },
    runs: 'directive',
  } as const;
  const fixture = new RuntimeFixture({ model, tools, ...facts, directives: [...facts.directives] });
  return { fixture, model };
}

describe('a graph below a thread', () => {
  it.each([
    ['as a graph', { item_type: 'graph', item_id: 'flows/inner', parameters: { v: 'hi' }, key: 'flow' }],
    ['as the tool that it is', { item_type: 'tool', item_id: 'flows/inner', parameters: { v: 'hi' }, key: 'flow' }],
  ])('is called by a model %s, is a thread of the tree, and gives its outputs', async (_how, item) => {
    const { fixture, model } = calling(item, (id) => operation('get_status', { thread_id: id }));
    const { state } = await fixture.start();
    expect(threadAt(state, 'root/flow')).toMatchObject({ status: 'completed', outputs: { x: 'hi' }, model: 'none' });
    expect(resultsIn(model.requests[1]!)[0]).toContain('"outputs":{"x":"hi"}');
    expect(resultsIn(model.requests[2]!)[0]).toContain('"status":"completed"');
  });

  it('cannot be gone on for: who tries is told what to do instead', async () => {
    const item = { item_type: 'graph', item_id: 'flows/inner', parameters: { v: 'hi' } };
    const { fixture, model } = calling(item, (id) => operation('resume_thread', { thread_id: id, message: 'more' }));
    const { state } = await fixture.start();
    expect(state.threads.size).toBe(2);
    expect(resultsIn(model.requests[2]!)[0]).toMatch(/is a graph, and nobody can go on for it.*Call the graph again/);
  });
});

it('a pruned graph has none of what was said in it, and the same steps, ends and places', async () => {
  const { fixture } = graphFixture({
    state: { start: 'SECRET-state' },
    on_error: 'continue',
    nodes: {
      a: calls('test/echo', { v: 'SECRET-param' }, { assign: { x: '${result.v}' }, next: 'list' }),
      list: {
        type: 'foreach',
        over: ['SECRET-item'],
        action: { item_id: 'test/fail', params: { message: '${item}' } },
        collect: 'r',
        next: 'bad',
      },
      bad: calls('test/fail', { message: 'SECRET-error' }, { next: 'end' }),
      end: returns({ out: '${state.x}' }),
    },
  });
  const { events, state } = await fixture.start({ inputs: { i: 'SECRET-input' } });
  expect(JSON.stringify(events)).toContain('SECRET');
  const pruned = events.map(pruneEvent);
  expect(JSON.stringify(pruned)).not.toContain('SECRET');
  const walkOf = (of: typeof state) =>
    of.threads
      .get(of.root ?? '')
      ?.graph?.visits.map(({ node, status, next, items }) => ({ node, status, next, items }));
  expect(walkOf(foldRun(pruned))).toEqual(walkOf(state));
  expect(foldRun(pruned).status).toBe(state.status);
});
