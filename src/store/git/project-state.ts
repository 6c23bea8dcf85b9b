import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '#protocol';
import { projectHead } from './project-head.ts';
import { runGit } from './run-git.ts';
import { namesOf, withoutFilters } from './without-filters.ts';

/** Where a project stands: its commit, and what differs from it outside of `.ai`. */
export interface ProjectState {
  commit?: string;
  /** The SHA-256 of each file that differs, or `gone`, by its path from the project's folder; absent: too many, or not known. */
  changed?: Record<string, string>;
}

/** More files, or more bytes of them, are not read: what differs is then not known. */
const MOST_FILES = 500;
const MOST_BYTES = 32 * 1024 * 1024;

/** Asks git where a project stands. Reads its files, and changes nothing; without git, nothing is known. */
export async function projectState(root: string): Promise<ProjectState> {
  const [commit, changed] = await Promise.all([projectHead(root), changedFiles(root)]);
  return { ...(commit !== undefined && { commit }), ...(changed && { changed }) };
}

/** Paths outside of `.ai` that differ between two commits; undefined where one of them is gone. */
export async function changedBetween(root: string, from: string, to: string): Promise<string[] | undefined> {
  if (from === to) return [];
  const args = [
    'diff',
    '--name-only',
    '--no-renames',
    '--no-ext-diff',
    '--no-textconv',
    '--relative',
    '-z',
    from,
    to,
    '--',
    '.',
    ':(exclude,top).ai',
    ':(exclude).ai',
  ];
  const { exit, stdout } = await runGit({ cwd: root }, args, { allow: [1, 128] });
  return exit === 0 ? namesOf(stdout) : undefined;
}

async function changedFiles(root: string): Promise<Record<string, string> | undefined> {
  const args = [
    'status',
    '--porcelain',
    '--no-renames',
    '--untracked-files=all',
    '--ignore-submodules',
    '-z',
    '--',
    '.',
    ':(exclude).ai',
  ];
  const config = await withoutFilters(root);
  const { exit, stdout } = await runGit({ cwd: root }, args, { allow: [1, 128], config });
  if (exit !== 0) return undefined;
  const top = await prefixOf(root);
  const paths = namesOf(stdout)
    .map((entry) => entry.slice(3))
    .filter((path) => path.startsWith(top))
    .map((path) => path.slice(top.length));
  if (paths.length > MOST_FILES) return undefined;
  const changed: Record<string, string> = {};
  let bytes = 0;
  for (const path of paths.toSorted()) {
    const facts = await stat(join(root, path)).catch(() => undefined);
    if (facts && !facts.isFile()) continue;
    bytes += facts?.size ?? 0;
    if (bytes > MOST_BYTES) return undefined;
    const content = facts && (await readFile(join(root, path)).catch(() => undefined));
    changed[path] = content ? sha256(content) : 'gone';
  }
  return changed;
}

/** git names what has changed from the repository's top. */
async function prefixOf(root: string): Promise<string> {
  const { stdout } = await runGit({ cwd: root }, ['rev-parse', '--show-prefix'], { allow: [1, 128] });
  return stdout.toString('utf8').trimEnd();
}
