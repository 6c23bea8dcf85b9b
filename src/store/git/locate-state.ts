import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { findRepository, type Repository } from './find-repository.ts';
import { gitText } from './run-git.ts';

/** Where the state of a project lies. */
export interface StatePlace {
  projectRoot: string;
  /** `.ai/data`, the work tree of the state repository. */
  dataRoot: string;
  /** The git directory of the state repository. */
  gitDir: string;
  objectFormat: string;
  /** Whether the project lies in a git repository, and the state has to be kept out of its sight. */
  inRepository: boolean;
}

/** Longest name of the git directory, in bytes; common file systems end at 255. */
const LONGEST_NAME = 200;

/**
 * Finds where the state of a project lies. Asks git; reads no file of it.
 * @param known The repository that the project is in, where that was asked before; null: it is in none.
 * @throws {GitFailedError} the repository is there, and git refuses to read it.
 */
export async function locateState(projectRoot: string, known?: Repository | null): Promise<StatePlace> {
  const root = realpathSync(projectRoot);
  const dataRoot = join(root, '.ai', 'data');
  const plain = {
    projectRoot: root,
    dataRoot,
    gitDir: join(dataRoot, '.git'),
    objectFormat: 'sha1',
    inRepository: false,
  };
  const repository = known === undefined ? await findRepository(root) : known;
  const inRepository = Boolean(repository);
  // Made before the project became a repository: the runs are in there, and stay.
  if (isFolder(plain.gitDir)) {
    const objectFormat = await gitText({ gitDir: plain.gitDir }, ['rev-parse', '--show-object-format']);
    return { ...plain, objectFormat, inRepository };
  }
  if (!repository) return plain;
  const { commonDir, objectFormat } = repository;
  const name = stateName(await prefixOf(root, repository));
  return { ...plain, gitDir: join(commonDir, 'rye', `${name}.git`), objectFormat, inRepository: true };
}

/** The path of a folder inside its repository. */
async function prefixOf(folder: string, { top }: Repository): Promise<string> {
  const path = relative(top, folder);
  // Git and the system may write the same folder in two ways; then git says it.
  return path.startsWith('..') ? gitText({ cwd: folder }, ['rev-parse', '--show-prefix']) : path.replaceAll(sep, '/');
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The name of a project's git directory: its path inside the repository, percent-encoded; `%2F` at the top. */
export function stateName(prefix: string): string {
  const path = prefix.replace(/\/+$/, '');
  const name = encodeURIComponent(path === '' ? '/' : path);
  if (Buffer.byteLength(name) <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return `${name.slice(0, LONGEST_NAME - 17)}-${hash}`;
}
