import { constants, existsSync } from 'node:fs';
import { copyFile, lstat, mkdir, readlink, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkPath } from '../disk/safe-path.ts';
import { findRepository } from './find-repository.ts';
import { projectHead } from './project-head.ts';
import { gitText, runGit } from './run-git.ts';
import { namesOf, withoutFilters } from './without-filters.ts';

/** How a project is to be copied. */
export interface ProjectCopy {
  /** The copy; where it is there already, it is whole, and is left as it is. */
  folder: string;
  /** As it was there; absent: as its files stand now. */
  commit?: string;
  /** Laid over it; paths from the project's folder. */
  files: readonly { path: string; text: Uint8Array }[];
}

/**
 * Copies a project to where agents can work on it without touching it: a repository of its own that borrows the objects of
 * the project's, without its state, its hooks, and what git ignores. The project is only read.
 * @returns the project's folder in the copy.
 * @throws {BadPathError} a path leaves the project @throws {GitFailedError}
 */
export async function copyProject(root: string, { folder, commit, files }: ProjectCopy): Promise<string> {
  const repository = await findRepository(root);
  const prefix = repository ? await gitText({ cwd: root }, ['rev-parse', '--show-prefix']) : '';
  if (existsSync(folder)) return join(folder, prefix);
  const unfinished = `${folder}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(dirname(folder), { recursive: true });
  const at = commit ?? (await projectHead(root));
  if (repository && at !== undefined) await checkOut({ root, from: repository.top, to: unfinished, commit: at });
  else await runGit({ cwd: dirname(folder) }, ['init', '--quiet', '--template=', unfinished]);
  const copy = join(unfinished, prefix);
  await mkdir(copy, { recursive: true });
  if (commit === undefined) await copyFiles(root, copy, repository ? undefined : unfinished);
  for (const { path, text } of files) {
    checkPath(path);
    await mkdir(dirname(join(copy, path)), { recursive: true });
    await writeFile(join(copy, path), text);
  }
  await rename(unfinished, folder);
  return join(folder, prefix);
}

async function checkOut(asked: { root: string; from: string; to: string; commit: string }): Promise<void> {
  const { root, from, to, commit } = asked;
  const how = ['clone', '--quiet', '--shared', '--no-checkout', '--no-tags', '--template='];
  await runGit({ cwd: root }, [...how, from, to]);
  const config = await withoutFilters(root);
  await runGit({ cwd: to }, ['checkout', '--quiet', '--detach', commit], { config });
}

/** @param index Where the project has no repository: one that can say what is to be left out. */
async function copyFiles(root: string, copy: string, index: string | undefined): Promise<void> {
  const place = index === undefined ? [] : [`--git-dir=${join(index, '.git')}`, `--work-tree=${root}`];
  const which = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '.', ':(exclude).ai/data'];
  const { stdout } = await runGit({ cwd: root }, [...place, ...which]);
  for (const path of new Set(namesOf(stdout))) await copyOne(join(root, path), join(copy, path));
}

/** What is no file and no link, such as a submodule, is left out. */
async function copyOne(from: string, to: string): Promise<void> {
  const stats = await lstat(from).catch(() => undefined);
  if (stats && !stats.isFile() && !stats.isSymbolicLink()) return;
  await rm(to, { force: true, recursive: true });
  if (!stats) return;
  await mkdir(dirname(to), { recursive: true });
  if (stats.isFile()) await copyFile(from, to, constants.COPYFILE_FICLONE);
  else await symlink(await readlink(from), to);
}
