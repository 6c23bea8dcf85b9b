import { type RunStretch, RyeError, type Store, sharedEvents, stretchesOf } from '#protocol';
import type { Pruning } from '#store';
import type { AppContext } from '../app-context.ts';
import { openRuns } from '../open-project.ts';
import { collectGarbage } from './collect-garbage.ts';

/** What `rye prune --json` prints. */
export interface PruneDocument {
  runs: {
    run_id: string;
    events: number;
    contents: number;
    bytes: number;
    pruned: boolean;
    /** Other runs, in order of their ids, that hold its first events as they were said: forks, and what it was forked from. */
    still_in: { run_id: string; events: number }[];
  }[];
  /** Whether the old objects are gone from the disk: while a run is driven they stay until the next `rye gc`. */
  collected: boolean;
}

/** Takes out of runs what was said in them. @throws {RyeError} as `pruneRun` of the store; runs before it are pruned */
export async function pruneRuns(
  context: AppContext,
  asked: { runIds: readonly string[]; confirmed: boolean },
): Promise<PruneDocument> {
  const [{ state, store }, { pruneRun }] = await Promise.all([openRuns(context), import('#store')]);
  const document: PruneDocument = { runs: [], collected: false };
  const by = context.env['USER'] ?? 'user';
  const others = await unprunedRuns(store, asked.runIds);
  for (const runId of asked.runIds) {
    const own = stretchesOf(await store.read(runId));
    const pruning = await pruneRun(state, runId, { by, confirmed: asked.confirmed });
    document.runs.push({ ...rowOf(pruning), still_in: stillIn(own, others) });
  }
  if (asked.confirmed) document.collected = (await collectGarbage(context)).held_runs.length === 0;
  return document;
}

function rowOf({ runId, events, contents, bytes, pruned }: Pruning) {
  return { run_id: runId, events, contents, bytes, pruned };
}

/** The runs of which nothing was taken out, nor is to be; one that cannot be read is for `rye fsck` to tell of. */
async function unprunedRuns(store: Store, asked: readonly string[]): Promise<Map<string, RunStretch[]>> {
  const runs = new Map<string, RunStretch[]>();
  for (const { runId } of await store.list()) {
    if (asked.includes(runId)) continue;
    try {
      const events = await store.read(runId);
      if (events.at(-1)?.type !== 'run_pruned') runs.set(runId, stretchesOf(events));
    } catch (error) {
      if (!(error instanceof RyeError)) throw error;
    }
  }
  return runs;
}

/** A fork holds the commits of its source (docs/adr/0021-a-fork-begins-at-a-commit.md): what goes from one stays in the other. */
function stillIn(own: readonly RunStretch[], others: ReadonlyMap<string, readonly RunStretch[]>) {
  return [...others]
    .map(([runId, stretches]) => ({ run_id: runId, events: sharedEvents(own, stretches) }))
    .filter(({ events }) => events > 0)
    .toSorted((a, b) => (a.run_id < b.run_id ? -1 : 1));
}
