import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findRepository, type Repository } from './git/find-repository.ts';

/** A project, and what git said on the way. */
export interface FoundProject {
  /** Absolute path. */
  root: string;
  /** The repository that it lies in; null: none. */
  repository: Repository | null;
}

/**
 * The project that a folder belongs to: the nearest folder upward with an `.ai/`, never above the top of its git
 * repository nor at the folder that holds the user space; else that top; else the folder itself.
 * @param userHome The folder whose `.ai/` is the user space.
 * @throws {NoGitError} `store/no-git` @throws {GitFailedError} the repository is there, and git refuses to read it.
 */
export async function findProject(cwd: string, options: { userHome: string }): Promise<FoundProject> {
  const start = realpathSync(cwd);
  const home = existsSync(options.userHome) ? realpathSync(options.userHome) : options.userHome;
  const repository = (await findRepository(start)) ?? null;
  const top = repository?.top;
  for (let folder = start; folder !== home; folder = dirname(folder)) {
    if (existsSync(join(folder, '.ai'))) return { root: folder, repository };
    if (folder === top || folder === dirname(folder)) break;
  }
  return { root: top ?? start, repository };
}
