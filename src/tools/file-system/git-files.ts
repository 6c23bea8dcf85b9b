import { execFile } from 'node:child_process';
import { SystemRefusedError } from '../errors.ts';
import { withoutGitPlaces } from '../process/environment.ts';

/** The user's repository is only read: no hook, no lock, no prompt, no background work. */
const READ_ONLY = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', '-c', 'gc.auto=0'];

/** What git says, in English, where the project is in no work tree that it would list. */
const NO_WORK_TREE = /not a git repository|must be run in a work tree|dubious ownership/;

const GIT_TIMEOUT_MS = 60_000;
const MAX_LIST_BYTES = 256 * 1024 * 1024;

/**
 * Tracked and untracked files below a folder, as git lists them; undefined where there is no repository or no git.
 * @see git-ls-files(1)
 * @throws {SystemRefusedError} git failed for another reason.
 */
export function gitFiles(options: {
  cwd: string;
  under: string;
  env: Readonly<Record<string, string | undefined>>;
  signal: AbortSignal;
}): Promise<string[] | undefined> {
  const args = [
    '--literal-pathspecs',
    ...READ_ONLY,
    'ls-files',
    '-co',
    '--exclude-standard',
    '--deduplicate',
    '-z',
    '--',
  ];
  const env = {
    ...withoutGitPlaces(options.env),
    GIT_OPTIONAL_LOCKS: '0',
    GIT_TERMINAL_PROMPT: '0',
    GIT_NO_LAZY_FETCH: '1',
    LC_ALL: 'C',
  };
  const how = { cwd: options.cwd, env, timeout: GIT_TIMEOUT_MS, maxBuffer: MAX_LIST_BYTES, signal: options.signal };
  return new Promise((resolve, reject) => {
    const git = execFile('git', [...args, options.under === '' ? '.' : options.under], how, (error, stdout, stderr) => {
      if (error === null) {
        // A nested repository that is not tracked is listed as a folder.
        resolve(stdout.split('\0').filter((path) => path !== '' && !path.endsWith('/')));
      } else if (error.code === 'ENOENT' || NO_WORK_TREE.test(stderr)) {
        resolve(undefined);
      } else {
        reject(new SystemRefusedError({ what: 'git ls-files', why: stderr.trim() || error.message }, error));
      }
    });
    git.stdin?.end();
  });
}
