import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { repository } from '../architecture/source-file.ts';

const run = promisify(execFile);

/** A fenced block of a Markdown page. */
interface Block {
  language: string;
  text: string;
  /** From 1. */
  line: number;
}

/** The fenced blocks of a page; a fence is closed by one of the same length, so a longer one may hold shorter ones. */
function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^(`{3,})(\w+)\n([\s\S]*?)^\1$/gm)].map((match) => ({
    language: match[2] ?? '',
    text: match[3] ?? '',
    line: markdown.slice(0, match.index).split('\n').length,
  }));
}

const readme = await readFile(join(repository, 'README.md'), 'utf8');
const commands = blocksOf(readme).filter(({ language }) => language === 'sh');
const ofTheClone = commands.filter(({ text }) => text.startsWith('npm '));
const ofAProject = commands.filter((block) => !ofTheClone.includes(block));

describe('the README', () => {
  let home: string;
  let project: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'rye-readme-'));
    project = join(home, 'project');
    await Promise.all([mkdir(project), mkdir(join(home, 'bin')), mkdir(join(home, 'user'))]);
    await writeFile(join(home, 'gitconfig'), '');
    await symlink(process.execPath, join(home, 'bin', 'node'));
    await symlink(join(repository, 'bin', 'rye.js'), join(home, 'bin', 'rye'));
  });

  afterAll(() => rm(home, { recursive: true, force: true }));

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
    // A command that fails ends the block, with what it printed in the error.
    await run('bash', ['--norc', '-euo', 'pipefail', '-c', block.text], {
      cwd: project,
      env: {
        PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`,
        HOME: join(home, 'user'),
        RYE_HOME: join(home, 'user'),
        GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
        GIT_CONFIG_NOSYSTEM: '1',
      },
    });
  });

  it('leaves what it promises: an artifact, three runs, and a project whose own git sees nothing of the state', async () => {
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
