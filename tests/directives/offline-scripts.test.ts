import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type OfflineScript, parseOfflineScript } from '#models';
import { isAllowed } from '#protocol';
import { ownToolIds } from '#runtime';
import { runnable, shipped } from './bundled-items.ts';

/** The runtime answers these itself. */
const OF_RUNTIME = new Set(['rye_execute', 'directive_return', ...ownToolIds()]);

describe.each(shipped)('the offline scripts of $name', ({ root, library, tools }) => {
  const scriptOf = async (id: string): Promise<OfflineScript> => {
    const text = await readFile(join(root, '.ai/offline', `${id}.yaml`), 'utf8');
    const parsed = parseOfflineScript(text, `.ai/offline/${id}.yaml`);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return parsed.script;
  };

  it('are there for each directive, without a mistake', async () => {
    for (const { id } of await runnable(library)) expect((await scriptOf(id)).turns.length, id).toBeGreaterThan(0);
  });

  it('say in their first words that a script decides', async () => {
    for (const { id } of await runnable(library)) {
      expect((await scriptOf(id)).turns[0]?.text, id).toContain('Offline, a script decides here.');
    }
  });

  it('call tools that exist and that the directive may call', async () => {
    const known = new Set([...(await tools()).map((tool) => tool.id), ...OF_RUNTIME]);
    for (const { id } of await runnable(library)) {
      const { permissions = [] } = await library.directive(id);
      const called = (await scriptOf(id)).turns.flatMap((turn) => turn.calls.map(({ tool }) => tool));
      for (const tool of called) {
        expect(known, id).toContain(tool);
        const free = tool === 'rye_execute' || tool === 'directive_return';
        expect(
          free || isAllowed({ primary: 'execute', itemType: 'tool', itemId: tool }, permissions),
          `${id} ${tool}`,
        ).toBe(true);
      }
    }
  });

  it('spawn directives that exist, with inputs that these declare', async () => {
    for (const { id } of await runnable(library)) {
      const spawns = (await scriptOf(id)).turns
        .flatMap(({ calls }) => calls)
        .filter(({ tool, input }) => tool === 'rye_execute' && input['item_type'] === 'directive');
      for (const { input } of spawns) {
        const child = await library.directive(JSON.stringify(input['item_id']).slice(1, -1));
        const given = Object.keys(input['parameters'] as object);
        const declared = child.inputs.map(({ name }) => name);
        const required = child.inputs.filter((field) => field.required).map(({ name }) => name);
        expect(declared, id).toEqual(expect.arrayContaining(given));
        expect(given, id).toEqual(expect.arrayContaining(required));
      }
    }
  });

  it('return every output that is required', async () => {
    for (const { id } of await runnable(library)) {
      const { outputs } = await library.directive(id);
      const returns = (await scriptOf(id)).turns
        .flatMap(({ calls }) => calls)
        .filter(({ tool, input }) => tool === 'directive_return' && input['status'] !== 'error');
      expect(returns.length, id).toBe(1);
      const required = outputs.filter((field) => field.required).map(({ name }) => name);
      expect(Object.keys(returns[0]?.input ?? {}), id).toEqual(expect.arrayContaining(required));
      expect(
        outputs.map(({ name }) => name),
        id,
      ).toEqual(expect.arrayContaining(Object.keys(returns[0]?.input ?? {})));
    }
  });
});
