import { spawn } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { AppContext } from '../app-context.ts';

/** Where a copied text is besides the terminal's clipboard, which may not take it. */
export interface KeptCopy {
  /** Absolute path of a file that only its user reads. */
  file: string;
  /** It is in the paste buffer of tmux too. */
  tmux: boolean;
}

/** Keeps a text that somebody copied: in a file and, inside tmux, in its paste buffer. The next one takes its place. */
export async function keepCopy({ env }: Pick<AppContext, 'env'>, text: string): Promise<KeptCopy> {
  const folder = join(env['XDG_RUNTIME_DIR'] ?? tmpdir(), `rye-${userInfo().uid}`);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'copied.txt');
  await writeFile(file, text, { mode: 0o600 });
  return { file, tmux: env['TMUX'] !== undefined && env['TMUX'] !== '' && (await giveToTmux(env, text)) };
}

/** A tmux that is gone, or says no, is none. */
function giveToTmux(env: NodeJS.ProcessEnv, text: string): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('tmux', ['load-buffer', '-'], { env, stdio: ['pipe', 'ignore', 'ignore'], timeout: 2000 });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
    child.stdin.on('error', () => undefined);
    child.stdin.end(text);
  });
}
