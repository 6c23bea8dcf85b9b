import { join } from 'node:path';
import { namesIn } from '../disk/read-file.ts';
import { tryWithLock, withLock } from '../lease/lock.ts';
import type { GitProbe } from './probe-git.ts';
import { runGit } from './run-git.ts';

/** A merge can rewrite all that was kept; it is never cut short by the time limit of an ordinary call. */
const TIMEOUT_MS = 30 * 60_000;

/**
 * Merges small packs of the state repository, in the foreground. Where another process is at it, it is left to that
 * one. A geometric merge takes packs over whole, so what no ref holds yet is kept too.
 */
export function mergePacks(gitDir: string, git: GitProbe, since: string): Promise<void> {
  const how = git.geometricRepack ? ['--geometric=2'] : [];
  return tryWithLock(join(gitDir, 'rye-locks', 'packs'), since, async () => {
    await runGit({ gitDir }, ['repack', ...how, '-d', '-l', '-n', '-q'], {
      timeoutMs: TIMEOUT_MS,
      config: ['repack.writeBitmaps=false', 'core.fsync=committed'],
    });
  });
}

/**
 * Packs everything anew, and drops what no ref holds where `drop` says so; else that is kept. With the lock of packs
 * held, so that no merge comes in between.
 */
export function repackAll(gitDir: string, options: { drop: boolean; since: string }): Promise<void> {
  const { drop, since } = options;
  return withLock({ folder: join(gitDir, 'rye-locks', 'packs'), since, patienceMs: TIMEOUT_MS }, async () => {
    const config = ['repack.writeBitmaps=false', 'core.fsync=committed'];
    const how = ['repack', '-a', '-d', '-f', '-l', '-q', '-n', '--depth=50', '--window=10', ...(drop ? [] : ['-k'])];
    await runGit({ gitDir }, how, { timeoutMs: TIMEOUT_MS, config });
    if (drop) await runGit({ gitDir }, ['prune', '--expire=now'], { timeoutMs: TIMEOUT_MS });
  });
}

/** How many packs there are. */
export function countPacks(gitDir: string): number {
  return namesIn(join(gitDir, 'objects', 'pack')).filter((name) => name.endsWith('.pack')).length;
}
