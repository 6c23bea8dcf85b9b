import { GitFailedError } from './errors.ts';
import { runGit } from './run-git.ts';

/** The git repository whose work tree a folder lies in. */
export interface Repository {
  /** The top of the work tree. Absolute path. */
  top: string;
  /** The git directory that linked worktrees share. Absolute path. */
  commonDir: string;
  /** Shape: `sha1` or `sha256`. */
  objectFormat: string;
}

/** In this order: what is asked last fails where there is no work tree. */
const QUESTIONS = [
  '--path-format=absolute',
  '--is-inside-work-tree',
  '--show-object-format',
  '--git-common-dir',
  '--show-toplevel',
] as const;

/**
 * Asks git, in one call, for the repository around a folder.
 * @returns undefined outside a repository, in a bare one, and inside a `.git`.
 * @throws {GitFailedError} the repository is there, and git refuses to read it.
 */
export async function findRepository(folder: string): Promise<Repository | undefined> {
  const { exit, stdout, stderr } = await runGit({ cwd: folder }, ['rev-parse', ...QUESTIONS], { allow: [128] });
  const [inside, objectFormat = 'sha1', commonDir = '', top = ''] = stdout.toString('utf8').split('\n');
  if (exit === 0) return { top, commonDir, objectFormat };
  if (inside === 'false' || stderr.includes('not a git repository')) return undefined;
  throw new GitFailedError({ command: 'rev-parse --is-inside-work-tree', exit: `exit ${exit}`, stderr });
}
