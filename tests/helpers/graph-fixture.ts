import type { Json, JsonObject, ModelPort, Tool } from '#protocol';
import { type FixtureFacts, RuntimeFixture, toolOf } from './runtime-fixture.ts';
import { scriptedModel } from './scripted-model.ts';

/** A graph as YAML, JSON being YAML; what is not given is the least that a graph needs. */
export function graphText(config: JsonObject, root: JsonObject = {}): string {
  const all = {
    version: '1.0.0',
    tool_type: 'graph',
    permissions: ['rye.execute.*', 'rye.fetch.*'],
    ...root,
    config: { start: 'a', ...config },
  };
  return Object.entries(all)
    .map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`)
    .join('');
}

/** A node that calls a tool. */
export function calls(tool: string, params: JsonObject = {}, rest: JsonObject = {}): JsonObject {
  return { action: { item_id: tool, params }, ...rest };
}

/** A node that returns. */
export function returns(output?: Json): JsonObject {
  return { type: 'return', ...(output !== undefined && { output }) };
}

/** `test/echo` gives back its input; `test/fail` fails with its `message`; `test/flaky` fails `times` times, then not. */
export function graphTools(): { tools: Tool[]; echo: ReturnType<typeof toolOf>; fail: ReturnType<typeof toolOf> } {
  const echo = toolOf('test/echo', { effect: 'idempotent', run: async (input) => ({ ok: true, result: input }) });
  const fail = toolOf('test/fail', {
    effect: 'idempotent',
    run: async ({ message }) => ({
      ok: false,
      error: { code: 'test/failed', message: typeof message === 'string' ? message : 'it failed' },
    }),
  });
  let failures = 0;
  const flaky = toolOf('test/flaky', {
    effect: 'idempotent',
    run: async ({ times }) => {
      failures += 1;
      return failures > Number(times ?? 1)
        ? { ok: true, result: { after: failures } }
        : { ok: false, error: { code: 'test/flaky', message: 'not yet' } };
    },
  });
  return { tools: [echo, fail, flaky], echo, fail };
}

/** No graph of these asks a model, unless a test brings one. */
export const noModel: ModelPort = scriptedModel(() => ({ text: 'done' }));

/** A run of one graph. */
export function graphFixture(
  config: JsonObject,
  facts: Partial<FixtureFacts> & { root?: JsonObject } = {},
): { fixture: RuntimeFixture; echo: ReturnType<typeof toolOf>; fail: ReturnType<typeof toolOf> } {
  const { root, graphs, ...rest } = facts;
  const { tools, echo, fail } = graphTools();
  const fixture = new RuntimeFixture({
    model: noModel,
    ...rest,
    tools: [...tools, ...(facts.tools ?? [])],
    graphs: { 'flows/demo': graphText(config, root), ...graphs },
  });
  return { fixture, echo, fail };
}
