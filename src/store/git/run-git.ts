import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { GitFailedError, NoGitError } from './errors.ts';
import { GIT_CONFIG_FLAGS, gitEnvironment } from './git-environment.ts';

/** Where a git command works: in a folder, or on the state repository by its git directory. */
export type GitPlace = { cwd: string } | { gitDir: string };

export interface GitOptions {
  input?: string | Uint8Array;
  timeoutMs?: number;
  /** Exit codes that are answers, and not failures. */
  allow?: readonly number[];
  /** Config for this call alone, as `name=value`. */
  config?: readonly string[];
}

export interface GitAnswer {
  exit: number;
  stdout: Buffer;
  stderr: string;
}

const TIMEOUT_MS = 60_000;

/**
 * Starts git. Every git process of the store begins here, or in `open-simple-git.ts` with the same environment and
 * config. simple-git serves where an answer is text; what has to be byte-exact, takes input, or stays open uses this.
 *
 * The process has a group of its own, so that Ctrl-C on the terminal reaches rye and not a git in the middle of a
 * write, and so that it has no terminal to prompt on.
 */
export function spawnGit(
  place: GitPlace,
  args: readonly string[],
  config: readonly string[] = [],
): ChildProcessWithoutNullStreams {
  const where = 'gitDir' in place ? [`--git-dir=${place.gitDir}`] : [];
  const flags = [...GIT_CONFIG_FLAGS, ...config.flatMap((setting) => ['-c', setting])];
  return spawn('git', [...where, ...flags, ...args], {
    cwd: 'cwd' in place ? place.cwd : place.gitDir,
    env: gitEnvironment(process.env),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
}

/**
 * Runs one git command to its end.
 * @throws {GitFailedError} it failed or took too long; with git's own words.
 * @throws {NoGitError} there is no git.
 */
export function runGit(place: GitPlace, args: readonly string[], options: GitOptions = {}): Promise<GitAnswer> {
  const command = args.slice(0, 3).join(' ');
  const child = spawnGit(place, args, options.config);
  return new Promise((resolve, reject) => {
    const stdout: Buffer[] = [];
    const stderr: Buffer[] = [];
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, options.timeoutMs ?? TIMEOUT_MS);
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    // A git that ends before it has read its input says why on stderr, and by its exit.
    child.stdin.on('error', (error) => stderr.push(Buffer.from(`(${error.message}) `)));
    child.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (error.code === 'ENOENT' && !('cwd' in place && error.path !== 'git')) reject(new NoGitError());
      else reject(new GitFailedError({ command, exit: 'not started', stderr: error.message, cause: error }));
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      const said = Buffer.concat(stderr).toString('utf8');
      if (code !== null && (code === 0 || options.allow?.includes(code))) {
        resolve({ exit: code, stdout: Buffer.concat(stdout), stderr: said });
        return;
      }
      const exit = timedOut
        ? `over ${options.timeoutMs ?? TIMEOUT_MS} ms`
        : signal
          ? `signal ${signal}`
          : `exit ${code}`;
      reject(new GitFailedError({ command, exit, stderr: said }));
    });
    child.stdin.end(options.input ?? '');
  });
}

/** The answer of a git command as text, without its last line break. */
export async function gitText(place: GitPlace, args: readonly string[], options: GitOptions = {}): Promise<string> {
  const { stdout } = await runGit(place, args, options);
  return stdout.toString('utf8').replace(/\n$/, '');
}
