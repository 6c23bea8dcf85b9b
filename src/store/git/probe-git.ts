import { tmpdir } from 'node:os';
import { GitTooOldError } from './errors.ts';
import { gitText } from './run-git.ts';

/** What `rye doctor` tells of git. */
export interface GitProbe {
  version: string;
  /** `git repack --geometric`, from 2.32. */
  geometricRepack: boolean;
}

/** The first version with `rev-parse --path-format=absolute`. */
export const OLDEST_GIT = '2.31';

/** The version of a `git version` line, such as `git version 2.39.5 (Apple Git-154)`. */
export function parseGitVersion(line: string): { text: string; major: number; minor: number } | undefined {
  const match = /(\d+)\.(\d+)(?:\.\d+)*/.exec(line);
  return match ? { text: match[0], major: Number(match[1]), minor: Number(match[2]) } : undefined;
}

/** Checks a `git version` line. @throws {GitTooOldError} */
export function readGitVersion(line: string): GitProbe {
  const version = parseGitVersion(line);
  const isAtLeast = (minor: number): boolean =>
    version !== undefined && (version.major > 2 || (version.major === 2 && version.minor >= minor));
  if (!isAtLeast(31)) throw new GitTooOldError({ found: version?.text ?? line, oldest: OLDEST_GIT });
  return { version: version?.text ?? line, geometricRepack: isAtLeast(32) };
}

/**
 * Asks git for its version, and checks it.
 * @throws {NoGitError} `store/no-git` @throws {GitTooOldError} `store/git-too-old`
 */
export async function probeGit(): Promise<GitProbe> {
  return readGitVersion(await gitText({ cwd: tmpdir() }, ['version']));
}
