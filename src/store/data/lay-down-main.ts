import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { replaceFile } from '../disk/durable-file.ts';
import { branchHead, listTree, readBlobs } from '../git/read-branch.ts';
import { DATA_BRANCH } from './commit-data.ts';

/** Lays down what `main` holds and `.ai/data` lacks: after the folder was deleted, and in a new worktree. */
export async function layDownMain(gitDir: string, dataRoot: string): Promise<void> {
  const head = await branchHead(gitDir, DATA_BRANCH);
  if (head === undefined) return;
  const missing = (await listTree(gitDir, head)).filter(({ path }) => !existsSync(join(dataRoot, path)));
  const blobs = await readBlobs(
    gitDir,
    missing.map(({ oid }) => oid),
  );
  for (const [index, { path }] of missing.entries()) {
    replaceFile(join(dataRoot, path), blobs[index] as Buffer, { durable: true });
  }
}
