import {
  type CostGroup,
  type CostSide,
  type CostTable,
  chargesOf,
  costTable,
  foldRun,
  nanoFor,
  RyeError,
  toUsd,
} from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openProject, type Project } from '../open-project.ts';
import { resolveRun } from '../run-point.ts';

/** `rye cost --json`. */
export interface CostDocument extends CostTable {
  /** What prompt caching saved, less what it cost; absent where a model's price is not known any more. */
  saved_by_caching_usd?: number;
  /** Models whose prices are not known. */
  unknown_models: string[];
  /** Runs whose beginning is that of another one here, which paid for it. */
  shared: { run_id: string; with: string; events: number }[];
  /** Runs that could not be read, and why. */
  unread: { run_id: string; reason: string }[];
}

/**
 * What runs cost. @param names Ids, or the beginnings of some; none: all runs of the project.
 * @throws {RyeError} a run that was named is unknown, ambiguous, or cannot be read
 */
export async function readCost(context: AppContext, names: readonly string[], by: CostGroup): Promise<CostDocument> {
  const project = await openProject(context);
  const { store } = project;
  const all = names.length === 0;
  const ids = all
    ? (await store.list()).map(({ runId }) => runId)
    : await Promise.all(names.map((name) => resolveRun(store, name)));
  const sides: CostSide[] = [];
  const unread: CostDocument['unread'] = [];
  for (const runId of new Set(ids)) {
    try {
      const events = await store.read(runId);
      sides.push({ runId, events, state: foldRun(events) });
    } catch (error) {
      if (!all || !(error instanceof RyeError)) throw error;
      unread.push({ run_id: runId, reason: error.message });
    }
  }
  return { ...costTable(sides, by), ...(await savedByCaching(project, sides)), shared: sharedOf(sides), unread };
}

function sharedOf(sides: readonly CostSide[]): CostDocument['shared'] {
  return sides.flatMap(({ runId, state: { forkedFrom } }) =>
    forkedFrom && sides.some((side) => side.runId === forkedFrom.run)
      ? [{ run_id: runId, with: forkedFrom.run, events: forkedFrom.seq }]
      : [],
  );
}

/** What was read from the cache would have cost the price of input; what was written to it cost more than that. */
async function savedByCaching({ library }: Project, sides: readonly CostSide[]) {
  const { createCatalog } = await import('#models');
  const [config, pricing] = await Promise.all([library.config('agent/models'), library.config('agent/pricing')]);
  const catalog = createCatalog({ config, pricing });
  const unknown = new Set<string>();
  let saved = 0;
  for (const { model, usage } of chargesOf(sides)) {
    const { cache_read_tokens: read, cache_write_tokens: written } = usage;
    if (read + written === 0) continue;
    try {
      const { price } = catalog.resolve({ id: model });
      saved += nanoFor(read, price.input) - nanoFor(read, price.cache_read);
      saved -= nanoFor(written, price.cache_write) - nanoFor(written, price.input);
    } catch (error) {
      if (!(error instanceof RyeError)) throw error;
      unknown.add(model);
    }
  }
  return { ...(unknown.size === 0 && { saved_by_caching_usd: toUsd(saved) }), unknown_models: [...unknown].toSorted() };
}
