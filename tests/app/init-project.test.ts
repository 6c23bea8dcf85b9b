import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  type AppContext,
  initProject,
  listTemplates,
  packageRoot,
  packageVersion,
  systemClock,
  systemRandomness,
} from '#app';
import { tempFolder, writeFiles } from '../helpers/rye.ts';

describe('laying a template into a folder', () => {
  it('writes every file of it, its ignore file under its real name', async () => {
    const cwd = tempFolder();
    const done = await initProject(contextOf(cwd), { template: 'starter', dir: 'new', force: false });
    for (const file of done.files) expect(existsSync(join(cwd, 'new', file)), file).toBe(true);
    expect(readFileSync(join(cwd, 'new/.ai/.gitignore'), 'utf8')).toBe('/data/\n');
  });

  it('writes nothing at all where one file is in the way, and names it', async () => {
    const cwd = tempFolder();
    writeFiles(cwd, { 'README.md': 'mine' });
    const laid = initProject(contextOf(cwd), { template: 'starter', force: false });
    await expect(laid).rejects.toMatchObject({ code: 'app/files-in-the-way', data: { files: ['README.md'] } });
    expect(existsSync(join(cwd, '.ai'))).toBe(false);
    expect(readFileSync(join(cwd, 'README.md'), 'utf8')).toBe('mine');
  });

  it('overwrites only when it is told to', async () => {
    const cwd = tempFolder();
    writeFiles(cwd, { 'README.md': 'mine', 'kept.txt': 'kept' });
    await initProject(contextOf(cwd), { template: 'starter', force: true });
    expect(readFileSync(join(cwd, 'README.md'), 'utf8')).not.toBe('mine');
    expect(readFileSync(join(cwd, 'kept.txt'), 'utf8')).toBe('kept');
  });

  it('of an unknown name tells the known ones', async () => {
    const context = contextOf(tempFolder());
    const known = await listTemplates(context);
    expect(known).toEqual(['graph', 'pipeline', 'starter']);
    await expect(initProject(context, { template: 'nope', force: false })).rejects.toMatchObject({
      code: 'app/unknown-template',
      data: { template: 'nope', known },
    });
  });
});

function contextOf(cwd: string): AppContext {
  return {
    cwd,
    env: {},
    clock: systemClock,
    randomness: systemRandomness,
    packageRoot,
    version: packageVersion,
    process: { pid: process.pid, host: 'here' },
    nodePath: process.execPath,
  };
}
