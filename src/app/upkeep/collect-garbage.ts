import type { AppContext } from '../app-context.ts';
import { openRuns } from '../open-project.ts';

/** What `rye gc --json` prints. Sizes are of the state repository, in bytes. */
export interface CollectedDocument {
  bytes: { before: number; after: number };
  packs: { before: number; after: number };
  loose: { before: number; after: number };
  leftovers: string[];
  cleared_runs: string[];
  /** Runs that are driven: what no ref holds was kept on their account. */
  held_runs: string[];
}

/** Packs the state of a project, and removes what no longer serves. @throws {RyeError} as `collectGarbage` of the store */
export async function collectGarbage(context: AppContext): Promise<CollectedDocument> {
  const [{ state }, store] = await Promise.all([openRuns(context), import('#store')]);
  const none = { bytes: 0, packs: 0, loose: 0 };
  const found = await store.collectGarbage(state);
  const { before, after } = found ?? { before: none, after: none };
  return {
    bytes: { before: before.bytes, after: after.bytes },
    packs: { before: before.packs, after: after.packs },
    loose: { before: before.loose, after: after.loose },
    leftovers: found?.leftovers ?? [],
    cleared_runs: found?.clearedRuns ?? [],
    held_runs: [...(found?.heldRuns ?? [])],
  };
}
