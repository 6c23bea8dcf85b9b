import type { Progress } from './committer.ts';
import { HeadMovedError } from './errors.ts';
import { branchHead } from './read-branch.ts';
import { gitText, runGit } from './run-git.ts';

/**
 * The newest commit of a run's branch, which has to be `after` or one that the same driver made on top of it: a git
 * that died may have moved the branch, and not have said so any more.
 * @throws {HeadMovedError} somebody else moved the branch.
 */
export async function findOwnHead(
  gitDir: string,
  own: { runId: string; fence: number; after?: Progress },
): Promise<Progress | undefined> {
  const { runId, fence, after } = own;
  const commit = await branchHead(gitDir, runId);
  if (commit === after?.commit) return after;
  const moved = new HeadMovedError({ branch: runId, expected: after?.commit ?? 'none', found: commit ?? 'none' });
  if (commit === undefined) throw moved;
  const keys = ['Rye-Run', 'Rye-Fence', 'Rye-Seq'].map((key) => `%(trailers:key=${key},valueonly,separator=%x20)`);
  const said = await gitText({ gitDir }, ['log', '-1', `--format=${keys.join('%n')}`, commit, '--']);
  const [run, by, seqs = ''] = said.split('\n');
  const seq = Number(seqs.split('..').at(-1));
  const isOwn = run === runId && by === String(fence) && Number.isInteger(seq) && seq > (after?.seq ?? 0);
  if (!isOwn || (after && !(await isAncestor(gitDir, after.commit, commit)))) throw moved;
  return { seq, commit };
}

async function isAncestor(gitDir: string, older: string, newer: string): Promise<boolean> {
  // 1 is git's answer for no.
  const { exit } = await runGit({ gitDir }, ['merge-base', '--is-ancestor', older, newer], { allow: [1] });
  return exit === 0;
}
