import type { Pruning } from '#store';
import type { AppContext } from '../app-context.ts';
import { openRuns } from '../open-project.ts';
import { collectGarbage } from './collect-garbage.ts';

/** What `rye prune --json` prints. */
export interface PruneDocument {
  runs: { run_id: string; events: number; contents: number; bytes: number; pruned: boolean }[];
  /** Whether the old objects are gone from the disk: while a run is driven they stay until the next `rye gc`. */
  collected: boolean;
}

/** Takes out of runs what was said in them. @throws {RyeError} as `pruneRun` of the store; runs before it are pruned */
export async function pruneRuns(
  context: AppContext,
  asked: { runIds: readonly string[]; confirmed: boolean },
): Promise<PruneDocument> {
  const [{ state }, { pruneRun }] = await Promise.all([openRuns(context), import('#store')]);
  const document: PruneDocument = { runs: [], collected: false };
  const by = context.env['USER'] ?? 'user';
  for (const runId of asked.runIds)
    document.runs.push(rowOf(await pruneRun(state, runId, { by, confirmed: asked.confirmed })));
  if (asked.confirmed) document.collected = (await collectGarbage(context)).held_runs.length === 0;
  return document;
}

function rowOf({ runId, events, contents, bytes, pruned }: Pruning): PruneDocument['runs'][number] {
  return { run_id: runId, events, contents, bytes, pruned };
}
