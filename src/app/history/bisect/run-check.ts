import { spawn } from 'node:child_process';
import type { Verdict } from '#protocol';
import { UsageError } from '../../errors.ts';

/** What a check means by this exit code: of the candidate nothing can be said. */
const SKIP = 125;

/**
 * Runs a command of the user's in a folder: 0 is good, 125 says nothing, every other code up to 127 is bad.
 * @throws {UsageError} the command cannot be found, or was ended by a signal
 */
export function runCheck(
  command: string,
  { cwd, env, signal }: { cwd: string; env: NodeJS.ProcessEnv; signal: AbortSignal },
): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', command], { cwd, env, signal, stdio: ['ignore', 'ignore', 'inherit'] });
    child.once('error', (error) =>
      reject(new UsageError(`The check cannot be run: ${error.message}`, 'Give --check a shell command.')),
    );
    child.once('close', (code, ended) => {
      if (code === 127)
        reject(new UsageError(`The check "${command}" was not found.`, 'Give --check a shell command.'));
      else if (code === null || code > 128)
        reject(
          new UsageError(
            `The check was ended by ${ended ?? `signal ${(code ?? 128) - 128}`}.`,
            'Nothing was found out; try again.',
          ),
        );
      else resolve(code === 0 ? 'good' : code === SKIP ? 'skip' : 'bad');
    });
  });
}
