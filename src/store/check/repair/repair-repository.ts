import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isoTime } from '#protocol';
import { removeFile } from '../../disk/durable-file.ts';
import { namesIn } from '../../disk/read-file.ts';
import { indexPacks } from '../../git/index-packs.ts';
import { repackAll } from '../../git/merge-packs.ts';
import { runGit } from '../../git/run-git.ts';
import { whileCollecting } from '../../lease/collecting.ts';
import { withLock } from '../../lease/lock.ts';
import type { OpenContext } from '../../run/open-run.ts';
import { clearLeftovers } from '../../upkeep/clear-leftovers.ts';
import { isInUse, staleLocks } from '../check-repository.ts';
import type { Rescue } from './rescue.ts';

const TIMEOUT_MS = 30 * 60_000;

/**
 * Mends the state repository as a whole: stale locks, packs without an index, packs that are damaged (what still reads
 * of them is unpacked, and the rest comes from the journals afterwards). With the locks of packs and of collecting held.
 * @returns what was done, a line each.
 */
export async function repairRepository(context: OpenContext, rescue: Rescue): Promise<string[]> {
  const { state, clock, probe } = context;
  const { gitDir } = state;
  const since = isoTime(clock.now());
  const done: string[] = [];
  if (!isInUse(gitDir)) {
    for (const file of staleLocks(gitDir)) {
      rescue.copy(join(gitDir, file));
      removeFile(join(gitDir, file));
      done.push(`removed the lock ${file}, which nobody held`);
    }
  }
  await whileCollecting(gitDir, since, (held) =>
    withLock({ folder: join(gitDir, 'rye-locks', 'packs'), since }, async () => {
      for (const name of await indexPacks(gitDir)) done.push(`made the index of ${name} anew`);
      probe('repair-indexed');
      // A driver may be reading from any of them.
      if (held.length === 0) done.push(...(await replaceDamagedPacks(gitDir, rescue)));
      probe('repair-packs-replaced');
    }),
  );
  const leftovers = clearLeftovers(state, clock.now());
  if (leftovers.length > 0) done.push(`removed ${leftovers.length} unfinished files of processes that are gone`);
  return done;
}

/**
 * Leaves behind what no branch needs of a damaged repository: git would go on complaining of objects that name lost ones.
 * A copy of all packs is kept. While somebody drives a run nothing is dropped.
 * @returns what was done, a line each.
 */
export function dropBroken({ state, clock }: OpenContext, rescue: Rescue): Promise<string[]> {
  const { gitDir } = state;
  const since = isoTime(clock.now());
  return whileCollecting(gitDir, since, async (held) => {
    if (held.length > 0) return [];
    const all = ['rev-list', '--objects', '--quiet', '--all'];
    // A branch that still lacks something is evidence, and stays as it is.
    if ((await runGit({ gitDir }, all, { allow: [1, 128], timeoutMs: TIMEOUT_MS })).exit !== 0) return [];
    rescue.move(join(gitDir, 'logs'));
    rescue.copy(join(gitDir, 'objects', 'pack'), 'packs');
    await repackAll(gitDir, { drop: true, since });
    return ['left behind what no branch needs of the damaged packs'];
  });
}

async function replaceDamagedPacks(gitDir: string, rescue: Rescue): Promise<string[]> {
  const done: string[] = [];
  const folder = join(gitDir, 'objects', 'pack');
  for (const name of namesIn(folder).filter((each) => /^pack-.*\.pack$/.test(each))) {
    const index = join(folder, name.replace(/\.pack$/, '.idx'));
    const verified = existsSync(index)
      ? await runGit({ gitDir }, ['verify-pack', index], { allow: [1, 128], timeoutMs: TIMEOUT_MS })
      : { exit: 1 };
    if (verified.exit === 0) continue;
    // Moved away first: git would not unpack what it thinks it has.
    rescue.move(index);
    rescue.move(join(folder, name));
    const kept = rescue.kept.at(-1) ?? name;
    await runGit({ gitDir }, ['unpack-objects', '-r', '-q'], {
      input: readFileSync(join(rescue.folder, kept)),
      allow: [1, 128],
      timeoutMs: TIMEOUT_MS,
    });
    done.push(`put the damaged ${name} aside, and kept of it what still reads`);
  }
  return done;
}
