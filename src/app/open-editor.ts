import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppContext } from './app-context.ts';
import { UsageError } from './errors.ts';

/**
 * Opens a copy of a text in `$VISUAL` or `$EDITOR`, on this terminal, and waits until it is closed. The copy goes then:
 * what is changed in it changes nothing else.
 * @param name Of the file: an editor chooses its colours by it. Only its last part, without odd characters, is used.
 * @throws {UsageError} neither variable is set, or what they name ended with an error
 */
export async function openEditor({ env, cwd }: AppContext, name: string, text: string): Promise<void> {
  const editor = env['VISUAL'] || env['EDITOR'];
  if (!editor) throw new UsageError('No editor is named.', 'Set VISUAL or EDITOR, for example EDITOR=vi.');
  const folder = await mkdtemp(join(tmpdir(), 'rye-edit-'));
  try {
    const file = join(folder, (name.split('/').at(-1) ?? '').replace(/[^A-Za-z0-9._-]+/g, '-') || 'text');
    await writeFile(file, text, { mode: 0o600 });
    const code = await new Promise<number | null>((resolve, reject) => {
      // The variables may hold arguments (`code --wait`), so a shell reads them, as git has it.
      const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', file], {
        cwd,
        env: env as NodeJS.ProcessEnv,
        stdio: 'inherit',
      });
      child.once('error', reject);
      child.once('exit', (exitCode) => resolve(exitCode));
    });
    if (code !== 0)
      throw new UsageError(`The editor ended with ${code ?? 'a signal'}: ${editor}`, 'Look at VISUAL and EDITOR.');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
