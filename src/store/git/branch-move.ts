import { join } from 'node:path';
import { removeFile, replaceFile } from '../disk/durable-file.ts';
import { readJsonIfWhole } from '../disk/read-file.ts';
import { leaseFolder } from './importer-mark.ts';
import { runGit } from './run-git.ts';

/** A move of a run's branch that is about to be made. */
interface Move {
  /** Where the branch is; absent: it is not there yet. */
  from?: string;
  to: string;
}

function markFile(gitDir: string, runId: string): string {
  return join(leaseFolder(gitDir, runId), 'moving');
}

/** Notes a move before its commits can be seen, so that whoever takes the run over can finish it. */
export function noteMove(gitDir: string, runId: string, move: Move): void {
  replaceFile(markFile(gitDir, runId), JSON.stringify(move), { durable: false });
}

/** The last move that was noted is made. */
export function forgetMove(gitDir: string, runId: string): void {
  removeFile(markFile(gitDir, runId));
}

/**
 * Makes the move that a driver died in, where its commits are all there: else they would hang on no ref, and the same
 * events be committed once more. Its git has been ended before.
 */
export async function finishMove(gitDir: string, runId: string): Promise<void> {
  const move = readJsonIfWhole(markFile(gitDir, runId));
  if (isMove(move)) {
    const found = await runGit({ gitDir }, ['cat-file', '-e', `${move.to}^{commit}`], { allow: [1, 128] });
    // 128: the branch is elsewhere by now, most often at `to`.
    const change = ['update-ref', `refs/heads/${runId}`, move.to, move.from ?? ''];
    if (found.exit === 0) await runGit({ gitDir }, change, { allow: [1, 128], config: ['core.fsync=committed'] });
  }
  forgetMove(gitDir, runId);
}

function isMove(value: unknown): value is Move {
  const { from, to } = (typeof value === 'object' && value !== null ? value : {}) as { from?: unknown; to?: unknown };
  return typeof to === 'string' && (from === undefined || typeof from === 'string');
}
