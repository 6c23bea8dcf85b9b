import { chmodSync, readFileSync, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepCopy } from '#app';
import { tempFolder, writeFiles } from '../../helpers/rye.ts';

/** A folder with a tmux that keeps what it is given, or says no. */
function withTmux(code: number): { env: NodeJS.ProcessEnv; kept: string } {
  const folder = tempFolder();
  writeFiles(folder, { 'bin/tmux': `#!/bin/sh\ncat > ${folder}/buffer\nexit ${code}\n` });
  chmodSync(join(folder, 'bin/tmux'), 0o755);
  const path = [join(folder, 'bin'), process.env['PATH']].join(delimiter);
  return { env: { PATH: path, XDG_RUNTIME_DIR: folder, TMUX: '/tmp/tmux,1,0' }, kept: join(folder, 'buffer') };
}

describe('a copied text', () => {
  it('is kept in a file that only its user reads; the next one takes its place', async () => {
    const env = { XDG_RUNTIME_DIR: tempFolder() };
    await keepCopy({ env }, 'one of several');
    const { file, tmux } = await keepCopy({ env }, 'two\n');
    expect(readFileSync(file, 'utf8')).toBe('two\n');
    expect(tmux).toBe(false);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('is in the paste buffer of tmux inside of it', async () => {
    const { env, kept } = withTmux(0);
    expect((await keepCopy({ env }, 'a text')).tmux).toBe(true);
    expect(readFileSync(kept, 'utf8')).toBe('a text');
  });

  it('is in the file alone where tmux refuses, or is not there', async () => {
    expect((await keepCopy({ env: withTmux(1).env }, 'a text')).tmux).toBe(false);
    const gone = { XDG_RUNTIME_DIR: tempFolder(), TMUX: '/tmp/tmux,1,0', PATH: '/nowhere' };
    expect((await keepCopy({ env: gone }, 'a text')).tmux).toBe(false);
  });
});
