import { join } from 'node:path';
import { isoTime, RyeError } from '#protocol';
import { DATA_BRANCH } from '../data/commit-data.ts';
import { layDownMain } from '../data/lay-down-main.ts';
import { commitNothing, completeRepository, ensureState } from '../git/ensure-state.ts';
import { branchHead } from '../git/read-branch.ts';
import { runGit } from '../git/run-git.ts';
import { createGitStore } from '../git-store.ts';
import type { OpenContext } from '../run/open-run.ts';
import { type StateOptions, StateSite } from '../state-site.ts';
import { type Checked, checkRun, checkState } from './check-state.ts';
import { dropBroken, repairRepository } from './repair/repair-repository.ts';
import { repairRun } from './repair/repair-run.ts';
import { Rescue } from './repair/rescue.ts';

/**
 * Makes the branch of the shared data anew where it does not read: from what every run has written, the oldest run first.
 * Recovery of a run commits those of its writes that no later one has gone over.
 */
async function rebuildMain(options: StateOptions, context: OpenContext, rescue: Rescue): Promise<string[]> {
  const { gitDir } = context.state;
  if (await isReadable(gitDir)) return [];
  rescue.note('main', `${(await branchHead(gitDir, DATA_BRANCH)) ?? 'nothing'}\n`);
  await runGit({ gitDir }, ['update-ref', '-d', `refs/heads/${DATA_BRANCH}`]);
  await commitNothing(gitDir, isoTime(context.clock.now()));
  const runs = (await createGitStore(options).list()).map(({ runId }) => runId).reverse();
  for (const runId of runs) {
    const { problems } = await checkRun(context.state, runId);
    await repairRun(options, context, runId, problems);
  }
  return ['made the branch main anew from what the runs have written'];
}

async function isReadable(gitDir: string): Promise<boolean> {
  const { exit } = await runGit({ gitDir }, ['rev-list', '--objects', '--quiet', `refs/heads/${DATA_BRANCH}`], {
    allow: [1, 128],
  });
  return exit === 0;
}

/** What was found, what was done about it, and what is left. */
export interface Repaired {
  before: Checked;
  after: Checked;
  /** A line each. */
  done: string[];
  /** Folders with what was replaced or cut. */
  kept: string[];
  /** Runs that could not be mended, and why. */
  failed: { runId: string; error: RyeError }[];
}

/**
 * Mends what a check finds and can be mended, then checks again. What is replaced is kept; what cannot be mended stays
 * byte for byte as it is.
 * @throws {RyeError} as `checkState`
 */
export async function repairState(options: StateOptions, runIds?: readonly string[]): Promise<Repaired> {
  const before = await checkState(options, runIds);
  const repaired: Repaired = { before, after: before, done: [], kept: [], failed: [] };
  const site = new StateSite(options);
  if (before.problems.length === 0) return repaired;
  if (before.problems.some(({ code }) => code === 'state/half-made')) {
    await completeRepository(await site.locate(), isoTime(site.clock.now()));
    const { done, ...rest } = await repairState(options, runIds);
    return { ...rest, before, done: ['put back what the state repository lacked to be one', ...done] };
  }
  const context = await site.prepare();
  const { state, clock } = context;
  if (before.problems.some(({ runId }) => runId === undefined)) {
    const rescue = new Rescue(state.gitDir, `state-${isoTime(clock.now()).replace(/[:.]/g, '-')}`);
    repaired.done.push(...(await repairRepository(context, rescue)));
    // What a branch was before is told by its history too; git gives no peace while an old name there leads nowhere.
    if (before.problems.some(({ what }) => what.includes('reflog'))) rescue.move(join(state.gitDir, 'logs'));
    await ensureState(state, () => isoTime(clock.now()));
    repaired.done.push(...(await rebuildMain(options, context, rescue)));
    await layDownMain(state.gitDir, state.dataRoot);
    if (rescue.kept.length > 0) repaired.kept.push(rescue.folder);
  }
  // Asked anew: a pack that is back may have been all that was wrong with a run.
  const found = await checkState(options, runIds);
  const byRun = Map.groupBy(
    found.problems.filter(({ runId }) => runId !== undefined),
    ({ runId }) => runId as string,
  );
  for (const [runId, problems] of byRun) {
    try {
      const { done, kept } = await repairRun(options, context, runId, problems);
      repaired.done.push(...done.map((line) => `${runId}: ${line}`));
      if (kept !== undefined) repaired.kept.push(kept);
    } catch (error) {
      if (!(error instanceof RyeError)) throw error;
      repaired.failed.push({ runId, error });
    }
  }
  let after = await checkState(options, runIds);
  if (after.problems.some(({ code }) => code === 'state/damaged')) {
    const rescue = new Rescue(state.gitDir, `packs-${isoTime(clock.now()).replace(/[:.]/g, '-')}`);
    repaired.done.push(...(await dropBroken(context, rescue)));
    if (rescue.kept.length > 0) repaired.kept.push(rescue.folder);
    after = await checkState(options, runIds);
  }
  return { ...repaired, after };
}
