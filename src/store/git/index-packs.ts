import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { namesIn } from '../disk/read-file.ts';
import { GitFailedError } from './errors.ts';
import { runGit } from './run-git.ts';

const TIMEOUT_MS = 30 * 60_000;

/** Packs that git does not see, since it looks for them by their indexes. */
export function packsWithoutIndex(gitDir: string): string[] {
  const names = new Set(namesIn(join(gitDir, 'objects', 'pack')));
  return [...names].filter((name) => /^pack-.*\.pack$/.test(name) && !names.has(name.replace(/\.pack$/, '.idx')));
}

/** Makes the indexes that are missing. One whose pack is damaged is left without. @returns the packs that have one again */
export async function indexPacks(gitDir: string): Promise<string[]> {
  const made: string[] = [];
  for (const name of packsWithoutIndex(gitDir)) {
    try {
      await runGit({ gitDir }, ['index-pack', join('objects', 'pack', name)], { timeoutMs: TIMEOUT_MS });
    } catch (error) {
      if (error instanceof GitFailedError) continue;
      throw error;
    }
    chmodSync(join(gitDir, 'objects', 'pack', name.replace(/\.pack$/, '.idx')), 0o400);
    made.push(name);
  }
  return made;
}
