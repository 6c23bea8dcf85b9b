import { runGit } from '../git/run-git.ts';

/** How a branch here stands to the one at a remote. */
export type Relation = 'same' | 'ahead' | 'behind' | 'diverged';

/** @param there A commit that is here too. */
export async function relationOf(gitDir: string, here: string, there: string): Promise<Relation> {
  if (here === there) return 'same';
  if (await isAncestor(gitDir, there, here)) return 'ahead';
  return (await isAncestor(gitDir, here, there)) ? 'behind' : 'diverged';
}

/** Whether a commit is here. */
export async function hasCommit(gitDir: string, commit: string): Promise<boolean> {
  return (await runGit({ gitDir }, ['cat-file', '-e', `${commit}^{commit}`], { allow: [1, 128] })).exit === 0;
}

async function isAncestor(gitDir: string, older: string, newer: string): Promise<boolean> {
  // 1 is git's answer for no.
  return (await runGit({ gitDir }, ['merge-base', '--is-ancestor', older, newer], { allow: [1] })).exit === 0;
}
