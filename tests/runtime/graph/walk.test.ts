import { describe, expect, it } from 'vitest';
import { calls, graphFixture, returns } from '../../helpers/graph-fixture.ts';

describe('a graph', () => {
  it('calls, assigns, follows its edges, and returns', async () => {
    const { fixture } = graphFixture({
      state: { count: 0 },
      nodes: {
        a: calls('test/echo', { v: '${inputs.what}' }, { assign: { x: '${result.v}', y: '${state.x}!' }, next: 'b' }),
        b: { type: 'gate', next: [{ when: { path: 'state.x', op: 'eq', value: 'one' }, to: 'end' }, { to: 'a' }] },
        end: returns({ x: '${state.x}', y: '${state.y}' }),
      },
    });
    const { state, root, events } = await fixture.start({ inputs: { what: 'one' } });
    expect(state.error).toBeUndefined();
    expect(state).toMatchObject({ status: 'completed', outputs: { x: 'one', y: 'one!' } });
    expect(root.graph?.visits.map(({ node }) => node)).toEqual(['a', 'b', 'end']);
    expect(events.map(({ type }) => type)).toMatchInlineSnapshot(`
      [
        "run_started",
        "lease_taken",
        "definition_pinned",
        "thread_created",
        "thread_started",
        "graph_step_started",
        "tool_call_started",
        "tool_call_completed",
        "graph_step_completed",
        "graph_step_started",
        "graph_step_completed",
        "graph_step_started",
        "graph_step_completed",
        "thread_completed",
        "run_completed",
      ]
    `);
  });
});
