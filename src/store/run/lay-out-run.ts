import { join } from 'node:path';
import { checkRunId } from '#protocol';
import { replaceFile } from '../disk/durable-file.ts';
import { checkPath } from '../disk/safe-path.ts';
import { NoForkPointError } from '../errors.ts';
import { listCommits, listTree, readBlobs } from '../git/read-branch.ts';
import { type StateOptions, StateSite } from '../state-site.ts';

/**
 * Lays a run's folder down elsewhere, as the commit of one of its events holds it. The run itself is only read.
 * @param asked.folder An empty one.
 * @throws {NoForkPointError} the event is not in git
 */
export async function layOutRun(
  options: StateOptions,
  asked: { runId: string; seq: number; folder: string },
): Promise<void> {
  const { runId, seq, folder } = asked;
  const gitDir = await new StateSite(options).gitDir();
  const commits = await listCommits(gitDir, checkRunId(runId));
  const found = commits.find((each) => each.seq === seq);
  if (!found)
    throw new NoForkPointError({ runId, seq, reason: 'it is not in git', nearest: [commits.at(-1)?.seq ?? 0] });
  const files = await listTree(gitDir, found.commit);
  const blobs = await readBlobs(
    gitDir,
    files.map(({ oid }) => oid),
  );
  for (const [index, { path }] of files.entries()) {
    checkPath(path);
    replaceFile(join(folder, path), blobs[index] ?? Buffer.alloc(0), { durable: false });
  }
}
