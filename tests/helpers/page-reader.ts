import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repository } from '../architecture/source-file.ts';

const run = promisify(execFile);

/** A fenced block of a Markdown page. */
export interface Block {
  language: string;
  text: string;
  /** From 1. */
  line: number;
}

/** The fenced blocks of a page; a fence is closed by one of the same length, so a longer one may hold shorter ones. */
export function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^(`{3,})(\w+)\n([\s\S]*?)^\1$/gm)].map((match) => ({
    language: match[2] ?? '',
    text: match[3] ?? '',
    line: markdown.slice(0, match.index).split('\n').length,
  }));
}

/** Somebody who follows a page in an empty folder, with a clean home and the built `rye` on the path. */
export interface Reader {
  /** Absolute path. */
  project: string;
  /** Runs the commands of a block; one that fails ends it, with what it printed in the error. @returns what was printed */
  follow(block: Block): Promise<string>;
  /** Everything that was written is gone. */
  leave(): Promise<void>;
}

export async function createReader(): Promise<Reader> {
  const home = await mkdtemp(join(tmpdir(), 'rye-reader-'));
  const project = join(home, 'project');
  await Promise.all([mkdir(project), mkdir(join(home, 'bin')), mkdir(join(home, 'user'))]);
  await writeFile(join(home, 'gitconfig'), '');
  await symlink(process.execPath, join(home, 'bin', 'node'));
  await symlink(join(repository, 'bin', 'rye.js'), join(home, 'bin', 'rye'));
  return {
    project,
    follow: async (block) => {
      const { stdout } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', block.text], {
        cwd: project,
        env: {
          PATH: `${join(home, 'bin')}:${process.env['PATH'] ?? ''}`,
          HOME: join(home, 'user'),
          RYE_HOME: join(home, 'user'),
          GIT_CONFIG_GLOBAL: join(home, 'gitconfig'),
          GIT_CONFIG_NOSYSTEM: '1',
        },
      });
      return stdout;
    },
    leave: () => rm(home, { recursive: true, force: true }),
  };
}
