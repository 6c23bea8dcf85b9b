import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../architecture/source-file.ts';
import { blocksOf, createReader, type Reader } from '../helpers/page-reader.ts';

const run = promisify(execFile);

const readme = await readFile(join(repository, 'README.md'), 'utf8');
const commands = blocksOf(readme).filter(({ language }) => language === 'sh');
const ofTheClone = commands.filter(({ text }) => text.startsWith('npm '));
const ofAProject = commands.filter((block) => !ofTheClone.includes(block));

describe('the README', () => {
  let reader: Reader;

  beforeAll(async () => {
    reader = await createReader();
  });

  afterAll(() => reader.leave());

  it('shows on its first screen only npm commands that the package has', async () => {
    const { scripts } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    expect(readme.split('\n').slice(0, 25).join('\n')).toContain(
      'npm install && npm run demo\nnpm install && npm test\n',
    );
    const named = ofTheClone.flatMap(({ text }) => [...text.matchAll(/npm (?:run )?(\w+)/g)].map(([, name]) => name));
    expect(named.filter((name) => name !== 'install' && !(name && Object.hasOwn(scripts, name)))).toEqual([]);
  });

  it.each(ofAProject.map((block) => [`line ${block.line}`, block]))('can be followed: %s', async (_title, block) => {
    await reader.follow(block);
  });

  it('leaves what it promises: an artifact, three runs, and a project whose own git sees nothing of the state', async () => {
    const { project } = reader;
    const artifact = join(project, '.ai/data/runs/first/artifacts/count.md');
    expect(await readFile(artifact, 'utf8')).toBe('notes.txt has 9 words.');
    const { stdout: branches } = await run('git', [
      '-C',
      join(project, '.ai/data'),
      'branch',
      '--format=%(refname:short)',
    ]);
    expect(branches.trim().split('\n').sort()).toEqual(['cut', 'first', 'main', 'poor']);
    const { stdout: status } = await run('git', ['-C', project, 'status', '--porcelain', '--untracked-files=all']);
    expect(status).not.toContain('.ai/data');
  });
});
