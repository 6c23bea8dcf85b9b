import type { AppContext } from '../app-context.ts';
import { openRuns } from '../open-project.ts';

/** What `rye uninstall --json` prints. */
export interface RemovalDocument {
  removed: boolean;
  runs: string[];
  /** Runs that have not ended, or do not read. */
  unfinished: string[];
  bytes: number;
  paths: string[];
  /** Other worktrees whose runs are in the same state. */
  worktrees: string[];
}

/** Takes everything that rye keeps out of a project. @throws {RyeError} as `removeState` of the store */
export async function uninstall(
  context: AppContext,
  asked: { confirmed: boolean; unfinished: boolean },
): Promise<RemovalDocument> {
  const [{ state }, { removeState }] = await Promise.all([openRuns(context), import('#store')]);
  return { ...(await removeState(state, asked)) };
}
