import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Clock } from '#protocol';

/** A clock that begins at 2026-01-02T03:04:05Z and goes on by a second each time it is asked. */
export function tickingClock(): Clock {
  let now = Date.UTC(2026, 0, 2, 3, 4, 5);
  return {
    now: () => {
      now += 1_000;
      return now;
    },
    sleep: () => Promise.resolve(),
  };
}

export const IDENTITY = { name: 'Ada', email: 'ada@example.org' };

/** An environment for the tests' own git calls that the machine's config has no say in. */
export const GIT_ENV = {
  PATH: process.env['PATH'] ?? '',
  HOME: tmpdir(),
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Test',
  GIT_AUTHOR_EMAIL: 'test@example.org',
  GIT_COMMITTER_NAME: 'Test',
  GIT_COMMITTER_EMAIL: 'test@example.org',
  LC_ALL: 'C',
};

/** Runs the machine's git, as a user would. */
export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, env: GIT_ENV, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Temporary folders of a test file. Call `removeAll` after each test. */
export function tempFolders(): { make: () => string; removeAll: () => void } {
  const made: string[] = [];
  return {
    make: () => {
      const folder = mkdtempSync(join(tmpdir(), 'rye-store-test-'));
      made.push(folder);
      return folder;
    },
    removeAll: () => {
      for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A repository with one commit. */
export function initRepository(root: string, ...flags: string[]): string {
  git(root, 'init', '--quiet', '--initial-branch=trunk', ...flags);
  put(join(root, 'README.md'), 'hello\n');
  git(root, 'add', '.');
  git(root, 'commit', '--quiet', '-m', 'first');
  return root;
}

/** Writes a file and the folders it needs. */
export function put(file: string, content: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
