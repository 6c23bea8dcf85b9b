import type { AllLimits, Library, ModelCatalog, Space } from '#protocol';
import { resolveLimits } from '#runtime';
import type { DirectiveEntry } from './cockpit-actions.ts';

/** Where directives are looked for, and what their runs would begin with. */
export interface DirectiveSources {
  library: Library;
  catalog: ModelCatalog;
  /** The ceilings of a thread that asks for none. */
  limits: AllLimits;
}

/** Every directive of the three spaces by id. One that cannot be used is listed with the reason. */
export async function listDirectives(sources: DirectiveSources): Promise<DirectiveEntry[]> {
  const found = await sources.library.list('directive');
  return Promise.all(found.map(({ id, space }) => entryOf(sources, id, space)));
}

async function entryOf(sources: DirectiveSources, id: string, space: Space): Promise<DirectiveEntry> {
  const { library, catalog, limits: defaults } = sources;
  try {
    const directive = await library.directive(id);
    const { limits } = resolveLimits(defaults, directive.limits, {});
    const entry = {
      id,
      space,
      description: directive.description,
      inputs: directive.inputs,
      limits: limits as Record<string, number>,
      ...(limits.spend !== undefined && { spendUsd: limits.spend }),
    };
    try {
      const { id: model, tier, price } = catalog.resolve(directive.model ?? {});
      return { ...entry, model: { id: model, ...(tier !== undefined && { tier }), price } };
    } catch (error) {
      return { ...entry, problem: firstLine(error) };
    }
  } catch (error) {
    return { id, space, description: '', inputs: [], limits: {}, problem: firstLine(error) };
  }
}

function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';
}
