import { createHash } from 'node:crypto';
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { git, tempFolder } from '../helpers/rye.ts';

/** Where golden runs are kept. */
export const RUNS = join(import.meta.dirname, 'runs');

/** What was printed of a golden run when it was recorded. */
export function expected(name: string, file: string): string {
  return readFileSync(join(RUNS, name, 'expected', file), 'utf8');
}

/** Lays a golden run down in a project of its own: files alone, as if git had been lost with the machine. */
export function layDown(name: string): string {
  const project = tempFolder();
  git(project, 'init', '--quiet', '--initial-branch=trunk');
  if (existsSync(join(RUNS, name, 'project'))) cpSync(join(RUNS, name, 'project'), project, { recursive: true });
  cpSync(join(RUNS, name, 'run'), join(project, '.ai', 'data', 'runs', 'the-run'), { recursive: true });
  return project;
}

/** What a command prints of a run, without what hangs on the machine: commits, and the project's name. */
export function withoutPlace(text: string): string {
  return text.replace(/"(head|commit)":"[0-9a-f]{40}",?/g, '').replace(/,\}/g, '}');
}

/** The hash of every file of the golden runs, by its path; what rye lays down to keep itself out of git is not kept. */
export function hashes(): Record<string, string> {
  return Object.fromEntries(
    readdirSync(RUNS, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== '.gitignore')
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [file.slice(RUNS.length + 1), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}
