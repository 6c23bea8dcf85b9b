import { execFileSync } from 'node:child_process';

/** The user's repository is only read: no hook, no lock, no prompt, no background work. */
const READ_ONLY = [
  '--literal-pathspecs',
  '-c',
  'core.hooksPath=/dev/null',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'gc.auto=0',
  '-c',
  'log.showSignature=false',
];

const MAX_OUTPUT_BYTES = 256 * 1024 * 1024;
const TIMEOUT_MS = 60_000;

/** The output of a git command in the current folder; undefined where git is missing or the command fails. */
export function git(...args) {
  const env = {
    ...process.env,
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C',
  };
  try {
    return execFileSync('git', [...READ_ONLY, ...args], {
      env,
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT_BYTES,
      timeout: TIMEOUT_MS,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  } catch (error) {
    if (error.code === 'ENOENT' || typeof error.status === 'number') return undefined;
    throw new Error(`git ${args[0]} did not end well: ${error.message}`);
  }
}

/** Whether the current folder lies in a work tree. */
export function isInWorkTree() {
  return git('rev-parse', '--is-inside-work-tree')?.trim() === 'true';
}
