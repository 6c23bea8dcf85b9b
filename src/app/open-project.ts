import { basename, join } from 'node:path';
import type { LibrarySpaces } from '#library';
import type { Library, Store } from '#protocol';
import type { StateOptions } from '#store';
import type { AppContext } from './app-context.ts';

/** A project, with what reads and keeps its runs. */
export interface ProjectRuns {
  /** Absolute path. */
  root: string;
  name: string;
  /** The parent of the user's `.ai`. Absolute path; absent where the user has no home. */
  userHome?: string;
  /** What the store was opened with; the use cases that keep the state as a whole take it. */
  state: StateOptions;
  store: Store;
}

/** A project, with its items too. */
export interface Project extends ProjectRuns {
  library: Library;
  /** Where items are looked for. */
  spaces: LibrarySpaces;
}

/** Finds the project around a folder; it costs one question to git. @throws {RyeError} `store/no-git` and its like */
export async function openProject(context: AppContext): Promise<Project> {
  const [runs, { createLibrary }] = await Promise.all([openRuns(context), import('#library')]);
  const { root, userHome } = runs;
  const spaces: LibrarySpaces = {
    project: root,
    ...(userHome !== undefined && { user: userHome }),
    bundled: { directives: join(context.packageRoot, 'directives'), ai: join(context.packageRoot, '.ai') },
  };
  return { ...runs, library: createLibrary({ spaces }), spaces };
}

/** Finds the project around a folder where its runs are enough: what reads items is not loaded. @throws as {@link openProject} */
export async function openRuns(context: AppContext): Promise<ProjectRuns> {
  const { createGitStore, failpoint, findProject } = await import('#store');
  const userHome = context.env['RYE_HOME'] ?? context.env['HOME'];
  const { root, repository } = await findProject(context.cwd, { userHome: userHome ?? '' });
  const state = { projectRoot: root, repository, clock: context.clock, probe: failpoint };
  return {
    root,
    name: basename(root) || 'project',
    ...(userHome !== undefined && { userHome }),
    state,
    store: createGitStore(state),
  };
}

/** The `.ai` folders of the three spaces, first hit first. Absolute paths. */
export function aiFolders(project: Project, context: AppContext): string[] {
  const folders = [project.root, ...(project.userHome === undefined ? [] : [project.userHome]), context.packageRoot];
  return [...new Set(folders)].map((folder) => join(folder, '.ai'));
}
