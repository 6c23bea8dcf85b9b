import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EventType, Json, JsonObject, RunState } from '#protocol';
import { graphFixture } from '../../helpers/graph-fixture.ts';
import { toolOf } from '../../helpers/runtime-fixture.ts';

/** Many where the property is to be looked at closely: `RYE_GRAPHS=2000`. */
const GRAPHS = Number(process.env['RYE_GRAPHS'] ?? 150);

const ENDS: ReadonlySet<EventType> = new Set(['thread_completed', 'thread_failed']);

/** More steps than a small graph without a circle has. */
const MAX_STEPS = 14;

interface Edge {
  to: string;
  when?: { path: string; op: 'lt' | 'gte'; value: number };
}

type Node =
  | { type: 'action'; tool: 'add' | 'fail'; by: number; key: string; next: Edge[]; onError?: string }
  | { type: 'gate'; key: string; value: number; next: Edge[] }
  | {
      type: 'foreach';
      list: number[];
      failAt: number;
      parallel: boolean;
      collect: string;
      next: Edge[];
      strict: boolean;
    }
  | { type: 'return'; keys: string[] };

interface Plan {
  nodes: Record<string, Node>;
  onError: 'fail' | 'continue';
}

const NAMES = ['a', 'b', 'c', 'd', 'e'];
const KEYS = ['x', 'y', 'z'];
const key = fc.constantFrom(...KEYS);
const small = fc.integer({ min: 0, max: 5 });
const to = fc.constantFrom(...NAMES);
const edge: fc.Arbitrary<Edge> = fc.record(
  {
    to,
    when: fc.record({
      path: key.map((name) => `state.${name}`),
      op: fc.constantFrom('lt' as const, 'gte' as const),
      value: small,
    }),
  },
  { requiredKeys: ['to'] },
);
const next = fc.array(edge, { maxLength: 3 });
const node: fc.Arbitrary<Node> = fc.oneof(
  fc.record(
    {
      type: fc.constant('action' as const),
      tool: fc.constantFrom('add' as const, 'add' as const, 'fail' as const),
      by: small,
      key,
      next,
      onError: to,
    },
    { requiredKeys: ['type', 'tool', 'by', 'key', 'next'] },
  ),
  fc.record({ type: fc.constant('gate' as const), key, value: small, next }),
  fc.record({
    type: fc.constant('foreach' as const),
    list: fc.array(small, { maxLength: 4 }),
    failAt: fc.integer({ min: 0, max: 8 }),
    parallel: fc.boolean(),
    collect: key,
    next,
    strict: fc.boolean(),
  }),
  fc.record({ type: fc.constant('return' as const), keys: fc.uniqueArray(key) }),
);
const plan: fc.Arbitrary<Plan> = fc.record({
  nodes: fc
    .tuple(...NAMES.map(() => node))
    .map((nodes) => Object.fromEntries(NAMES.map((name, nth) => [name, nodes[nth]!]))),
  onError: fc.constantFrom('fail' as const, 'continue' as const),
});

/** The plan as a graph file has it. */
function configOf({ nodes, onError }: Plan): JsonObject {
  const written = Object.fromEntries(Object.entries(nodes).map(([name, each]) => [name, nodeOf(each)]));
  return { start: 'a', max_steps: MAX_STEPS, on_error: onError, state: { x: 0, y: 0, z: 0 }, nodes: written };
}

function nodeOf(each: Node): JsonObject {
  const edges = 'next' in each ? { next: each.next as unknown as Json } : {};
  switch (each.type) {
    case 'action':
      return {
        action: { item_id: `test/${each.tool}`, params: { to: `\${state.${each.key}}`, by: each.by } },
        assign: { [each.key]: '${result.sum}' },
        ...edges,
        ...(each.onError !== undefined && { on_error: each.onError }),
      };
    case 'gate':
      return { type: 'gate', assign: { [each.key]: each.value }, ...edges };
    case 'foreach':
      return {
        type: 'foreach',
        over: each.list,
        as: 'n',
        action: { item_id: 'test/add', params: { to: '${n}', by: 1, fail_at: each.failAt } },
        collect: each.collect,
        parallel: each.parallel,
        on_item_error: each.strict ? 'fail' : 'report',
        ...edges,
      };
    case 'return':
      return { type: 'return', output: Object.fromEntries(each.keys.map((of) => [of, `\${state.${of}}`])) };
  }
}

interface Expected {
  status: 'completed' | 'error';
  outputs?: JsonObject;
  visited: string[];
  state: JsonObject;
}

/** What a graph comes to, in the plainest way: no events, no resuming, nothing at once. */
function interpret({ nodes, onError }: Plan): Expected {
  const state: Record<string, Json> = { x: 0, y: 0, z: 0 };
  const visited: string[] = [];
  const holds = ({ when }: Edge): boolean => {
    if (!when) return true;
    const value = state[when.path.replace('state.', '')];
    if (typeof value !== 'number') return false;
    return when.op === 'lt' ? value < when.value : value >= when.value;
  };
  let at: string | undefined = 'a';
  while (at !== undefined) {
    if (visited.length >= MAX_STEPS) return { status: 'error', visited, state };
    const each: Node = nodes[at]!;
    visited.push(at);
    if (each.type === 'return') {
      return {
        status: 'completed',
        outputs: Object.fromEntries(each.keys.map((of) => [of, state[of] ?? null])),
        visited,
        state,
      };
    }
    let failed = false;
    if (each.type === 'gate') state[each.key] = each.value;
    if (each.type === 'action') {
      const sum = add(state[each.key] ?? null, each.by, undefined);
      failed = each.tool === 'fail' || sum === undefined;
      if (!failed) state[each.key] = sum!;
    }
    if (each.type === 'foreach') {
      const results = each.list.map((n) => add(n, 1, each.failAt));
      failed = each.strict && results.includes(undefined);
      if (!failed)
        state[each.collect] = results.map((sum) => (sum === undefined ? { status: 'error', error: 'no' } : { sum }));
    }
    if (failed) {
      state['_last_error'] = at;
      if (each.type === 'action' && each.onError !== undefined) {
        at = each.onError;
        continue;
      }
      if (onError === 'fail') return { status: 'error', visited, state };
    }
    at = each.next.find(holds)?.to;
  }
  return { status: 'completed', outputs: {}, visited, state };
}

/** What the tool does; undefined where it fails. */
function add(value: Json, by: number, failAt: number | undefined): number | undefined {
  if (typeof value !== 'number' || value === failAt) return undefined;
  return value + by;
}

function fixtureOf(each: Plan) {
  const no = { ok: false as const, error: { code: 'test/no', message: 'no' } };
  const tools = [
    toolOf('test/add', {
      effect: 'idempotent',
      run: async ({ to: value, by, fail_at: failAt }) => {
        const sum = add(value ?? null, Number(by), failAt as number | undefined);
        return sum === undefined ? no : { ok: true, result: { sum } };
      },
    }),
  ];
  return graphFixture(configOf(each), { tools }).fixture;
}

function seenIn(state: RunState): Expected {
  const root = state.threads.get(state.root ?? '')!;
  const { inputs: _inputs, _last_error: last, ...rest } = root.graph?.state ?? {};
  const failedAt = (last as { node: string } | undefined)?.node;
  return {
    status: root.status as 'completed' | 'error',
    ...(root.outputs && { outputs: root.outputs }),
    visited: root.graph?.visits.map((visit) => visit.node) ?? [],
    state: { ...rest, ...(failedAt !== undefined && { _last_error: failedAt }) },
  };
}

it('any graph comes to what a plain interpreter of it comes to, cut off anywhere or not', {
  timeout: GRAPHS * 200,
}, async () => {
  await fc.assert(
    fc.asyncProperty(plan, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), async (each, chances) => {
      const expected = interpret(each);
      const whole = fixtureOf(each);
      const { state, events } = await whole.start();
      expect(seenIn(state)).toEqual(expected);
      // Cut off somewhere, gone on with, cut off again.
      let before = whole;
      let log = events;
      for (const chance of chances.take(2)) {
        const upTo = 2 + Math.floor(chance * (log.length - 3));
        // Who resumes a graph that has failed lets it try its node again.
        if (upTo >= log.length || log.slice(0, upTo).some(({ type }) => ENDS.has(type))) break;
        const cut = fixtureOf(each);
        await cut.adopt(before, upTo);
        const resumed = await cut.resume();
        expect(seenIn(resumed.state), `cut off after event ${upTo}, ${log[upTo - 1]?.type}`).toEqual(expected);
        before = cut;
        log = resumed.events;
      }
    }),
    { numRuns: GRAPHS },
  );
});
