import { existsSync } from 'node:fs';
import { sha256 as hashOf } from '#protocol';
import { findContent } from '../disk/content-files.ts';
import type { RunPaths } from '../disk/run-paths.ts';
import { UnknownContentError } from '../errors.ts';
import { branchHead, listCommits, readBlobs } from '../git/read-branch.ts';
import { runGit } from '../git/run-git.ts';

/** An event that names content, and where the content then stands in the run's folder and tree. */
export interface ContentPlace {
  seq: number;
  path: string;
}

/**
 * Content that a run's events name, from its folder or, where it is not there (any more), from the commit of the event.
 * @param naming The events that name it, in order.
 * @throws {UnknownContentError}
 */
export async function readContent(
  place: { runId: string; paths: RunPaths; gitDir: () => Promise<string> },
  naming: readonly ContentPlace[],
  sha256: string,
): Promise<Uint8Array> {
  const { runId, paths } = place;
  const found = findContent(
    paths,
    sha256,
    naming.map(({ path }) => path),
  );
  if (found) return found;
  const last = naming.at(-1);
  const fromGit = last && (await readCommitted(await place.gitDir(), runId, last));
  if (!fromGit || hashOf(fromGit) !== sha256) throw new UnknownContentError({ runId, sha256 });
  return fromGit;
}

async function readCommitted(gitDir: string, runId: string, { seq, path }: ContentPlace): Promise<Buffer | undefined> {
  if (!existsSync(gitDir) || (await branchHead(gitDir, runId)) === undefined) return undefined;
  const commit = (await listCommits(gitDir, runId)).find((each) => each.seq === seq)?.commit;
  if (commit === undefined) return undefined;
  const blob = `${commit}:${path}`;
  // 128 is git's answer for what is not in the tree, or not in the repository any more.
  const { exit } = await runGit({ gitDir }, ['cat-file', '-e', blob], { allow: [1, 128] });
  return exit === 0 ? (await readBlobs(gitDir, [blob]))[0] : undefined;
}
