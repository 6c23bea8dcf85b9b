import { spawn } from 'node:child_process';
import { UsageError } from './errors.ts';

/**
 * Shows a text in `$PAGER`, else in `less`, on the terminal of this process, and waits until it is left.
 * @throws {UsageError} there is no pager, or it cannot be started
 */
export function pageText(env: Readonly<Record<string, string | undefined>>, text: string): Promise<void> {
  const own = env['PAGER'];
  const pager = own || 'less';
  const missing = own ? `${own} was not found.` : 'PAGER is not set, and less is not installed.';
  const hint = 'Set PAGER to a pager that is installed, for instance `more`.';
  return new Promise((resolve, reject) => {
    // `PAGER` can hold arguments, as `less -R`, so a shell reads it.
    const child = spawn('/bin/sh', ['-c', pager], {
      stdio: ['pipe', 'inherit', 'inherit'],
      env: env as NodeJS.ProcessEnv,
    });
    child.once('error', (error) => reject(new UsageError(`${pager} cannot be started: ${error.message}`, hint)));
    child.once('exit', (code) => {
      if (code === 127) reject(new UsageError(missing, hint));
      else resolve();
    });
    // A pager may be left before it has read all of it.
    child.stdin.once('error', () => undefined);
    child.stdin.end(text);
  });
}
