import type { SimpleGit } from 'simple-git';
import { GitFailedError, NoGitError } from './errors.ts';
import { GIT_CONFIG, gitEnvironment } from './git-environment.ts';

/** simple-git refuses what could start a program of the user's; reading history needs none of those variables. */
const PASSED = /^(PATH|HOME|USER|TMPDIR|XDG_CONFIG_HOME|LC_ALL|GIT_(?!SSH|EXEC_PATH).*)$/;

const TIMEOUT_MS = 60_000;

/** simple-git on the state repository, with the environment and config of every other call (`git-environment.ts`). */
export async function openSimpleGit(gitDir: string): Promise<SimpleGit> {
  const { simpleGit } = await import('simple-git');
  const env = { ...gitEnvironment(process.env), GIT_DIR: gitDir };
  const passed = Object.fromEntries(Object.entries(env).filter(([name]) => PASSED.test(name)));
  return simpleGit({
    baseDir: gitDir,
    config: [...GIT_CONFIG],
    timeout: { block: TIMEOUT_MS },
    allowEnvironment: Object.keys(passed),
    unsafe: { allowUnsafeConfigPaths: true, allowUnsafeHooksPath: true, allowUnsafeFsMonitor: true },
    // Without this an exit other than 0 that says nothing would pass for an empty answer.
    errors: (error, { exitCode, stdErr }) => {
      if (exitCode === 0) return error;
      const stderr = Buffer.concat(stdErr).toString('utf8');
      return new GitFailedError({ command: 'read', exit: `exit ${exitCode}`, stderr });
    },
  } as Parameters<typeof simpleGit>[0]).env(passed);
}

/** Asks simple-git for text. @throws {GitFailedError} @throws {NoGitError} */
export async function readGit(gitDir: string, args: readonly string[]): Promise<string> {
  try {
    return await (await openSimpleGit(gitDir)).raw([...args]);
  } catch (error) {
    if (error instanceof GitFailedError) throw error;
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('ENOENT')) throw new NoGitError();
    throw new GitFailedError({ command: args.slice(0, 2).join(' '), exit: 'failed', stderr: message, cause: error });
  }
}
