import type { HookDefinition } from '#protocol';

/** Where a hook stands. */
export type HookOrigin = 'user' | 'directive' | 'builtin' | 'project' | 'infra';

/** A hook of a thread, with its place in the order of all of them. */
export interface Hook extends HookDefinition {
  layer: number;
  origin: HookOrigin;
  /** Its name in the log: its id, with a number where another of the layer has the same. */
  logged: string;
}

/** The hooks of config files, as a run pins them. */
export type HookLists = Readonly<Record<Exclude<HookOrigin, 'directive'>, HookDefinition[]>>;

export const noHooks: HookLists = { user: [], builtin: [], project: [], infra: [] };

/** The layer of a hook that names none (formats 5.2). */
const LAYERS: Readonly<Record<HookOrigin, number>> = { user: 0, directive: 1, builtin: 2, project: 3, infra: 4 };

/**
 * All hooks of a thread in the order in which they run: by layer, and within one as they stand in their files. A second
 * hook of the same id and layer is logged under another name, so that the two are told apart.
 * @param own Those of its directive.
 */
export function orderHooks(lists: HookLists, own: readonly HookDefinition[]): Hook[] {
  const all: readonly [HookOrigin, readonly HookDefinition[]][] = [
    ['user', lists.user],
    ['directive', own],
    ['builtin', lists.builtin],
    ['project', lists.project],
    ['infra', lists.infra],
  ];
  const hooks = all
    .flatMap(([origin, definitions]) =>
      definitions.map(
        (definition): Hook => ({
          ...definition,
          origin,
          layer: definition.layer ?? LAYERS[origin],
          logged: definition.id,
        }),
      ),
    )
    .sort((a, b) => a.layer - b.layer);
  const seen = new Map<string, number>();
  return hooks.map((hook) => {
    const key = JSON.stringify([hook.event, hook.layer, hook.id]);
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    return count === 1 ? hook : { ...hook, logged: `${hook.id}#${count}` };
  });
}
