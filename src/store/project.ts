import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isInWorkTree } from './git/locate-state.ts';
import { gitText } from './git/run-git.ts';

/**
 * The project that a folder belongs to: the nearest folder upward with an `.ai/`, never above the top of its git
 * repository nor at the folder that holds the user space; else that top; else the folder itself.
 * @param userHome The folder whose `.ai/` is the user space.
 * @throws {NoGitError} `store/no-git` @throws {GitFailedError} the repository is there, and git refuses to read it.
 */
export async function findProject(cwd: string, options: { userHome: string }): Promise<string> {
  const start = realpathSync(cwd);
  const home = existsSync(options.userHome) ? realpathSync(options.userHome) : options.userHome;
  const top = (await isInWorkTree(start)) ? await gitText({ cwd: start }, ['rev-parse', '--show-toplevel']) : undefined;
  for (let folder = start; folder !== home; folder = dirname(folder)) {
    if (existsSync(join(folder, '.ai'))) return folder;
    if (folder === top || folder === dirname(folder)) break;
  }
  return top ?? start;
}
