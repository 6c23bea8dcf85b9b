import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { GitFailedError } from './errors.ts';
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
 * @throws {GitFailedError} the repository is there, and git refuses to read it.
 */
export async function locateState(projectRoot: string): Promise<StatePlace> {
  const root = realpathSync(projectRoot);
  const dataRoot = join(root, '.ai', 'data');
  const plain = {
    projectRoot: root,
    dataRoot,
    gitDir: join(dataRoot, '.git'),
    objectFormat: 'sha1',
    inRepository: false,
  };
  const inRepository = await isInWorkTree(root);
  // Made before the project became a repository: the runs are in there, and stay.
  if (isFolder(plain.gitDir)) {
    const objectFormat = await gitText({ gitDir: plain.gitDir }, ['rev-parse', '--show-object-format']);
    return { ...plain, objectFormat, inRepository };
  }
  if (!inRepository) return plain;
  const answer = await gitText({ cwd: root }, [
    'rev-parse',
    '--path-format=absolute',
    '--show-object-format',
    '--git-common-dir',
    '--show-prefix',
  ]);
  const [objectFormat = 'sha1', commonDir = '', prefix = ''] = answer.split('\n');
  return { ...plain, gitDir: join(commonDir, 'rye', `${stateName(prefix)}.git`), objectFormat, inRepository: true };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** True in a work tree; false outside a repository, in a bare one, and inside a `.git`. */
export async function isInWorkTree(folder: string): Promise<boolean> {
  try {
    return (await gitText({ cwd: folder }, ['rev-parse', '--is-inside-work-tree'])) === 'true';
  } catch (error) {
    if (error instanceof GitFailedError && error.stderr.includes('not a git repository')) return false;
    throw error;
  }
}

/** The name of a project's git directory: its path inside the repository, percent-encoded; `%2F` at the top. */
export function stateName(prefix: string): string {
  const path = prefix.replace(/\/+$/, '');
  const name = encodeURIComponent(path === '' ? '/' : path);
  if (Buffer.byteLength(name) <= LONGEST_NAME) return name;
  const hash = createHash('sha256').update(path).digest('hex').slice(0, 16);
  return `${name.slice(0, LONGEST_NAME - 17)}-${hash}`;
}
