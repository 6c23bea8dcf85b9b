import { join } from 'node:path';
import { gitText, runGit } from './run-git.ts';
import { namesOf } from './without-filters.ts';

/** A commit of the project itself. */
export interface ProjectCommit {
  commit: string;
  /** The first line of its message. */
  subject: string;
}

/**
 * The commits of a project after one and up to another, oldest first, each by its first parent.
 * @returns undefined where one of them is gone, or the first is not among those that led to the second.
 */
export async function projectCommits(root: string, from: string, to: string): Promise<ProjectCommit[] | undefined> {
  const led = await runGit({ cwd: root }, ['merge-base', '--is-ancestor', from, to], { allow: [1, 128] });
  if (led.exit !== 0) return undefined;
  const args = ['log', '--first-parent', '--reverse', '-z', '--format=%H %s', `${from}..${to}`];
  const { stdout } = await runGit({ cwd: root }, args);
  return namesOf(stdout).map((line) => ({
    commit: line.slice(0, line.indexOf(' ')),
    subject: line.slice(line.indexOf(' ') + 1),
  }));
}

/** A file of a project as a commit has it; undefined where it has none. @param path From the project's folder. */
export async function committedFile(root: string, commit: string, path: string): Promise<Buffer | undefined> {
  const prefix = await gitText({ cwd: root }, ['rev-parse', '--show-prefix'], { allow: [128] });
  const { exit, stdout } = await runGit({ cwd: root }, ['cat-file', 'blob', `${commit}:${join(prefix, path)}`], {
    allow: [128],
  });
  return exit === 0 ? stdout : undefined;
}
