import { type ItemSource, type JsonObject, type Library, readHookList, sha256 } from '#protocol';
import { type HookLists, noHooks } from './hook.ts';

/** The id under which a run pins the hooks of its config files, all in one document. */
export const HOOK_CONFIG = 'agent/hooks';

/** The file of hooks that come with rye; the other spaces can replace and add to them by id. */
const BUILT_IN = 'agent/hook_conditions';

/**
 * The hooks of the config files, as one document that a run can pin; undefined where there are none.
 * @throws `library/tampered-item`, `library/invalid-item`
 */
export async function loadHookConfig(library: Library): Promise<ItemSource | undefined> {
  const [layers, builtInLayers, builtIn] = await Promise.all([
    library.configLayers(HOOK_CONFIG),
    library.configLayers(BUILT_IN),
    library.config(BUILT_IN),
  ]);
  const of = (space: string): JsonObject => layers.find((layer) => layer.space === space)?.value ?? {};
  const lists: HookLists = {
    user: readHookList(of('user')['hooks'], 'user'),
    builtin: [
      ...readHookList(builtIn['builtin_hooks'], 'builtin'),
      ...readHookList(builtIn['context_hooks'], 'context'),
    ],
    project: readHookList(of('project')['hooks'], 'project'),
    infra: readHookList(builtIn['infra_hooks'], 'infra'),
  };
  if (Object.values(lists).every((hooks) => hooks.length === 0)) return undefined;
  const text = JSON.stringify(lists);
  return {
    kind: 'config',
    id: HOOK_CONFIG,
    space: layers.at(-1)?.space ?? builtInLayers.at(-1)?.space ?? 'project',
    path: [...builtInLayers, ...layers].map(({ path }) => path).join(', '),
    text,
    sha256: sha256(text),
    signature: 'unsigned',
  };
}

/** The hooks of the config files as a run would pin them today: an empty document where there are none. */
export async function hookConfig(library: Library): Promise<ItemSource> {
  const source = await loadHookConfig(library);
  if (source) return source;
  const text = JSON.stringify(noHooks);
  return {
    kind: 'config',
    id: HOOK_CONFIG,
    space: 'project',
    path: '',
    text,
    sha256: sha256(text),
    signature: 'unsigned',
  };
}

/** Reads a document of {@link loadHookConfig} back. */
export function hooksIn(source: Pick<ItemSource, 'text'> | undefined): HookLists {
  return source === undefined ? noHooks : (JSON.parse(source.text) as HookLists);
}
