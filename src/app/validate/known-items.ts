import { type CapabilityRules, type ItemKind, type ModelCatalog, RyeError } from '#protocol';
import { loadCapabilityRules, ownToolIds, RETURN_TOOL } from '#runtime';
import type { AppContext } from '../app-context.ts';
import { toolSpaces } from '../create-ports.ts';
import type { Project } from '../open-project.ts';

/** What there is for a file to name: the items of all spaces, the tools, the models. Each is looked up once, when asked. */
export interface KnownItems {
  ids(kind: ItemKind): Promise<string[]>;
  /** Undefined where the config of models cannot be used; that file has problems of its own. */
  catalog(): Promise<ModelCatalog | undefined>;
  /** What the config says about capabilities; undefined where it cannot be used, and has problems of its own. */
  rules(): Promise<CapabilityRules | undefined>;
  /** What a directive extends; undefined where it extends nothing, or cannot be read. */
  parentOf(directive: string): Promise<string | undefined>;
}

export function knownItems(context: AppContext, project: Project): KnownItems {
  const { library } = project;
  const lists = new Map<ItemKind, Promise<string[]>>();
  let models: Promise<ModelCatalog | undefined> | undefined;
  let rules: Promise<CapabilityRules | undefined> | undefined;
  return {
    ids(kind) {
      const known = lists.get(kind) ?? (kind === 'tool' ? toolIds(context, project) : itemIds(project, kind));
      lists.set(kind, known);
      return known;
    },
    catalog: () => (models ??= createModels(project)),
    rules: () => (rules ??= readRules(project)),
    parentOf: (directive) =>
      library.directive(directive).then(
        (parsed) => parsed.extends,
        // A parent that cannot be used has problems of its own.
        () => undefined,
      ),
  };
}

async function itemIds({ library }: Project, kind: ItemKind): Promise<string[]> {
  return (await library.list(kind)).map(({ id }) => id);
}

async function toolIds(context: AppContext, project: Project): Promise<string[]> {
  const { createToolbox } = await import('#tools');
  const toolbox = createToolbox({ spaces: toolSpaces(context, project), env: {}, nodePath: context.nodePath });
  const [built, graphs] = await Promise.all([toolbox.list(), project.library.list('tool')]);
  return [...new Set([...ownToolIds(), RETURN_TOOL, ...built.map(({ id }) => id), ...graphs.map(({ id }) => id)])];
}

async function readRules({ library }: Project): Promise<CapabilityRules | undefined> {
  try {
    return await loadCapabilityRules(library);
  } catch (error) {
    if (error instanceof RyeError) return undefined;
    throw error;
  }
}

async function createModels({ library }: Project): Promise<ModelCatalog | undefined> {
  const { BadModelConfigError, createCatalog } = await import('#models');
  const { InvalidItemError, TamperedItemError } = await import('#library');
  try {
    const [config, pricing] = await Promise.all([library.config('agent/models'), library.config('agent/pricing')]);
    return createCatalog({ config, pricing });
  } catch (error) {
    if (
      error instanceof BadModelConfigError ||
      error instanceof InvalidItemError ||
      error instanceof TamperedItemError
    ) {
      return undefined;
    }
    throw error;
  }
}
