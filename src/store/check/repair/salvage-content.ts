import { type Event, sha256 as hashOf } from '#protocol';
import { findContent, stageContent } from '../../disk/content-files.ts';
import type { RunPaths } from '../../disk/run-paths.ts';
import { GitFailedError } from '../../git/errors.ts';
import { readBlobs } from '../../git/read-branch.ts';
import { runGit } from '../../git/run-git.ts';
import { contentOf } from '../../run-content.ts';

const TIMEOUT_MS = 10 * 60_000;

/**
 * Before a branch is given up: content that its events name and that no file holds any more is looked for among all
 * objects that git still has, and staged, so that the commits that are made anew have it.
 * @returns how many pieces were found.
 */
export async function salvageContent(gitDir: string, paths: RunPaths, events: readonly Event[]): Promise<number> {
  const lost = new Map<string, number>();
  for (const event of events) {
    const content = contentOf(event);
    if (content && findContent(paths, content.sha256, [content.path]) === undefined)
      lost.set(content.sha256, content.bytes);
  }
  if (lost.size === 0) return 0;
  const sizes = new Set(lost.values());
  let found = 0;
  for (const oid of await blobsOfSize(gitDir, sizes)) {
    const bytes = await readIfWhole(gitDir, oid);
    if (bytes === undefined || !lost.delete(hashOf(bytes))) continue;
    await stageContent(paths, bytes);
    found += 1;
    if (lost.size === 0) break;
  }
  return found;
}

async function blobsOfSize(gitDir: string, sizes: ReadonlySet<number>): Promise<string[]> {
  const how = ['cat-file', '--batch-all-objects', '--batch-check=%(objecttype) %(objectsize) %(objectname)'];
  const { stdout } = await runGit({ gitDir }, how, { allow: [1, 128], timeoutMs: TIMEOUT_MS });
  return stdout
    .toString('utf8')
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([type, size]) => type === 'blob' && sizes.has(Number(size)))
    .flatMap(([, , oid]) => (oid === undefined ? [] : [oid]));
}

/** One at a time: a damaged object must not hide the others. */
async function readIfWhole(gitDir: string, oid: string): Promise<Buffer | undefined> {
  try {
    return (await readBlobs(gitDir, [oid]))[0];
  } catch (error) {
    if (error instanceof GitFailedError) return undefined;
    throw error;
  }
}
