import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '#protocol';
import { indexPacks } from '../git/index-packs.ts';
import { repackAll } from '../git/merge-packs.ts';
import { whileCollecting } from '../lease/collecting.ts';
import { type StateOptions, StateSite } from '../state-site.ts';
import { clearEndedRuns } from './clear-ended-runs.ts';
import { clearLeftovers } from './clear-leftovers.ts';
import { type StateSize, stateSize } from './state-size.ts';

/** What a collection did. */
export interface Collected {
  before: StateSize;
  after: StateSize;
  /** Files that processes which are gone had in the making. */
  leftovers: string[];
  /** Runs of which only what no longer serves was removed: content that had waited, live texts. */
  clearedRuns: string[];
  /** Runs that somebody drives: while there are any, objects that no ref holds are kept. */
  heldRuns: readonly string[];
}

/**
 * Packs the state repository as small as it gets, drops what no ref holds, and removes what is left of processes that
 * are gone. Runs may be driven meanwhile. May be killed at any point, and be run by several at once.
 * @returns undefined where the project has no state yet.
 * @throws {RyeError} `store/locked`, `store/git-failed`, `store/no-git`
 */
export async function collectGarbage(options: StateOptions): Promise<Collected | undefined> {
  const site = new StateSite(options);
  if (!existsSync(await site.gitDir())) return undefined;
  const { state, probe, clock } = await site.prepare();
  const { gitDir } = state;
  const since = isoTime(clock.now());
  const before = await stateSize(gitDir);
  let held: readonly string[] = [];
  await whileCollecting(gitDir, since, async (heldRuns) => {
    held = heldRuns;
    probe('gc-repack-before');
    // What a writer that died between a pack and its index left: seen again, it is kept or dropped like the rest.
    if (heldRuns.length === 0) await indexPacks(gitDir);
    await repackAll(gitDir, { drop: heldRuns.length === 0, since });
    probe('gc-repack-after');
    // What a pruning that was killed had moved away.
    if (heldRuns.length === 0) rmSync(join(gitDir, 'rye-pruned'), { recursive: true, force: true });
  });
  const leftovers = clearLeftovers(state, clock.now());
  probe('gc-leftovers-cleared');
  const clearedRuns = await clearEndedRuns(state, since);
  probe('gc-done');
  return { before, after: await stateSize(gitDir), leftovers, clearedRuns, heldRuns: held };
}
