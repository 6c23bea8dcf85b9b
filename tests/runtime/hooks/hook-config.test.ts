import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createLibrary } from '#library';
import { orderHooks } from '../../../src/runtime/hooks/hook.ts';
import { hooksIn, loadHookConfig } from '../../../src/runtime/hooks/hook-config.ts';
import { checkout, tempFolder, writeFiles } from '../../helpers/rye.ts';

function libraryOf(files: {
  bundled?: Record<string, string>;
  user?: Record<string, string>;
  project?: Record<string, string>;
}) {
  const [bundled, user, project] = [tempFolder(), tempFolder(), tempFolder()];
  writeFiles(bundled, files.bundled ?? {});
  writeFiles(user, files.user ?? {});
  writeFiles(project, files.project ?? {});
  const spaces = { project, user, bundled: { directives: join(bundled, 'directives'), ai: join(bundled, '.ai') } };
  return createLibrary({ spaces });
}

const HOOKS = '.ai/config/agent/hooks.yaml';
const BUILT_IN = '.ai/config/agent/hook_conditions.yaml';

const list = (key: string, ...ids: string[]): string =>
  `${key}:\n${ids.map((id) => `  - {id: ${id}, event: after_step, action: {item_id: t}}\n`).join('')}`;

it('takes the hooks of each file to the layer of where it stands, and those that come with rye from all spaces', async () => {
  const source = await loadHookConfig(
    libraryOf({
      bundled: { [BUILT_IN]: list('builtin_hooks', 'b1', 'b2') + list('infra_hooks', 'i') },
      user: { [HOOKS]: list('hooks', 'u'), [BUILT_IN]: list('builtin_hooks', 'b3') },
      project: { [HOOKS]: list('hooks', 'p'), [BUILT_IN]: list('context_hooks', 'c') },
    }),
  );
  const hooks = orderHooks(hooksIn(source), [{ id: 'own', event: 'error', action: {} }]);
  expect(hooks.map(({ layer, id }) => `${layer} ${id}`)).toEqual([
    '0 u',
    '1 own',
    '2 b1',
    '2 b2',
    '2 b3',
    '2 c',
    '3 p',
    '4 i',
  ]);
});

it('is nothing where no file has a hook, as rye ships', async () => {
  const shipped = { directives: join(checkout, 'directives'), ai: join(checkout, '.ai') };
  expect(await loadHookConfig(createLibrary({ spaces: { project: tempFolder(), bundled: shipped } }))).toBeUndefined();
});

it('leaves out what cannot fire, and lets a hook whose condition cannot be read never fire', async () => {
  const text =
    'hooks:\n  - a\n  - {id: b, event: 3, action: {}}\n  - {id: c, event: error}\n  - {event: error, layer: "3", wrap: "no", condition: [x], action: {item_id: t}}\n';
  const lists = hooksIn(await loadHookConfig(libraryOf({ project: { [HOOKS]: text } })));
  expect(lists.project).toEqual([
    { id: 'project-4', event: 'error', condition: { any: [] }, action: { item_id: 't' } },
  ]);
});

it('tells two hooks of one name apart', () => {
  const hook = { id: 'a', event: 'error', action: {} };
  const hooks = orderHooks({ user: [], builtin: [], project: [hook, hook], infra: [] }, [hook]);
  expect(hooks.map(({ layer, id, logged }) => `${layer} ${id} ${logged}`)).toEqual(['1 a a', '3 a a', '3 a a#2']);
});
