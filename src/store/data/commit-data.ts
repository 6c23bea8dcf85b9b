import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { removeFile } from '../disk/durable-file.ts';
import { GitFailedError, HeadMovedError } from '../git/errors.ts';
import { encodeCommit, FastImport, type NewCommit } from '../git/fast-import.ts';
import { branchHead } from '../git/read-branch.ts';
import { runGit } from '../git/run-git.ts';

/** The branch of what pipelines keep, which is the HEAD of the state repository. */
export const DATA_BRANCH = 'main';
const REF = `refs/heads/${DATA_BRANCH}`;

const TRIES = 5;
const RETRY_MS = 50;

export type DataCommit = Omit<NewCommit, 'ref' | 'from'>;

/**
 * Commits data writes, each on its own, on top of what `main` is now. Called with the data lock held.
 * @throws {HeadMovedError} someone who does not hold the lock keeps moving it. @throws {GitFailedError}
 */
export async function commitData(gitDir: string, commits: readonly DataCommit[]): Promise<string> {
  let before: string | undefined;
  for (let nth = 1; ; nth += 1) {
    before = await branchHead(gitDir, DATA_BRANCH);
    try {
      return await importCommits(gitDir, commits, before);
    } catch (error) {
      const now = await branchHead(gitDir, DATA_BRANCH);
      if (nth < TRIES && (now !== before || isLocked(error))) {
        await delay(nth * RETRY_MS);
        continue;
      }
      if (now === before) throw error;
      throw new HeadMovedError({ branch: DATA_BRANCH, expected: before ?? 'none', found: now ?? 'none' });
    }
  }
}

async function importCommits(
  gitDir: string,
  commits: readonly DataCommit[],
  from: string | undefined,
): Promise<string> {
  const importer = new FastImport(gitDir);
  try {
    const bytes = commits.map((commit, index) =>
      encodeCommit({ ...commit, ref: REF, ...(index === 0 && from !== undefined && { from }) }),
    );
    await importer.write(Buffer.concat(bytes));
    const head = await importer.checkpoint();
    await importer.finish();
    return head;
  } catch (error) {
    await importer.abandon();
    throw error;
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof GitFailedError && error.stderr.includes('.lock');
}

/** Removes the locks that a git of a dead writer left. Only with the data lock held, taken over from that writer. */
export function clearDataLocks(gitDir: string): void {
  for (const name of [`${REF}.lock`, 'HEAD.lock', 'index.lock']) removeFile(join(gitDir, name));
}

/**
 * Tells the index of the state repository what was written, so that `git -C .ai/data status` is clean. The index is a
 * convenience for people: where it cannot be written now (someone uses it), git status shows it and nothing is lost.
 */
export async function refreshIndex(gitDir: string, files: readonly { path: string; oid: string }[]): Promise<void> {
  const input = files.map(({ path, oid }) => `100644 ${oid}\t${path}\0`).join('');
  // 128 is git's answer where the index is locked.
  await runGit({ gitDir }, ['update-index', '-z', '--index-info'], { input, allow: [128] });
}
