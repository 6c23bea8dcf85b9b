import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UsageError } from './errors.ts';

/**
 * Opens a copy of a text in the user's editor, on the terminal of this process, and waits until it is closed. What is
 * changed in the copy changes nothing else.
 * @returns the copy as it was left
 * @throws {UsageError} there is no editor, or it cannot be started
 */
export async function editText(
  env: Readonly<Record<string, string | undefined>>,
  name: string,
  text: string,
): Promise<string> {
  const editor = env['VISUAL'] || env['EDITOR'];
  if (!editor) throw new UsageError('No editor is set.', 'Set EDITOR, for instance to `vi`.');
  const folder = await mkdtemp(join(tmpdir(), 'rye-edit-'));
  const file = join(folder, name);
  try {
    await writeFile(file, text, { mode: 0o600 });
    await closed(editor, file, env);
    return await readFile(file, 'utf8');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `EDITOR` can hold arguments, as `code --wait`, so a shell reads it; the file's name reaches it as an argument. */
function closed(editor: string, file: string, env: Readonly<Record<string, string | undefined>>): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('/bin/sh', ['-c', `${editor} "$1"`, 'sh', file], {
      stdio: 'inherit',
      env: env as NodeJS.ProcessEnv,
    });
    child.once('error', (error) =>
      reject(
        new UsageError(`${editor} cannot be started: ${error.message}`, 'Set EDITOR to an editor that is installed.'),
      ),
    );
    child.once('exit', (code) => {
      if (code === 127)
        reject(new UsageError(`${editor} was not found.`, 'Set EDITOR to an editor that is installed.'));
      else resolve();
    });
  });
}
