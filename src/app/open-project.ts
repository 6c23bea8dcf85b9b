import { basename, join } from 'node:path';
import type { Library, Store } from '#protocol';
import type { AppContext } from './app-context.ts';

/** A project, with what reads and keeps its runs. Opening it costs a look at the file system, no more. */
export interface Project {
  /** Absolute path. */
  root: string;
  name: string;
  /** The parent of the user's `.ai`. Absolute path; absent where the user has no home. */
  userHome?: string;
  store: Store;
  library: Library;
}

/** Finds the project around a folder. @throws {RyeError} `store/no-git` and its like */
export async function openProject(context: AppContext): Promise<Project> {
  const [{ createGitStore, failpoint, findProject }, { createLibrary }] = await Promise.all([
    import('#store'),
    import('#library'),
  ]);
  const userHome = context.env['RYE_HOME'] ?? context.env['HOME'];
  const { root, repository } = await findProject(context.cwd, { userHome: userHome ?? '' });
  return {
    root,
    name: basename(root) || 'project',
    ...(userHome !== undefined && { userHome }),
    store: createGitStore({ projectRoot: root, repository, clock: context.clock, probe: failpoint }),
    library: createLibrary({
      spaces: {
        project: root,
        ...(userHome !== undefined && { user: userHome }),
        bundled: { directives: join(context.packageRoot, 'directives'), ai: join(context.packageRoot, '.ai') },
      },
    }),
  };
}

/** The `.ai` folders of the three spaces, first hit first. Absolute paths. */
export function aiFolders(project: Project, context: AppContext): string[] {
  const folders = [project.root, ...(project.userHome === undefined ? [] : [project.userHome]), context.packageRoot];
  return [...new Set(folders)].map((folder) => join(folder, '.ai'));
}
