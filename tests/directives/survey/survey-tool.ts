import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { JsonObject } from '#protocol';
import { checkout } from '../bundled-items.ts';

/** What a project tool is given: no key, no git config of the machine. */
const env = {
  PATH: process.env['PATH'] ?? '',
  HOME: join(tmpdir(), 'rye-test-no-home'),
  GIT_CONFIG_NOSYSTEM: '1',
  LC_ALL: 'C',
};

export interface Ended {
  code: number | null;
  stderr: string;
  stdout: string;
}

/** Runs a bundled survey tool as the toolbox does. */
export function startTool(tool: string, cwd: string, parameters: JsonObject | string = {}): Ended {
  const input = typeof parameters === 'string' ? parameters : JSON.stringify(parameters);
  const path = join(checkout, '.ai/tools/survey', `${tool}.mjs`);
  const ended = spawnSync(process.execPath, [path], { cwd, env, input, encoding: 'utf8' });
  return { code: ended.status, stdout: ended.stdout, stderr: ended.stderr };
}

/** The result of a tool that must succeed. */
export function runTool<Result = JsonObject>(tool: string, cwd: string, parameters: JsonObject = {}): Result {
  const { code, stdout, stderr } = startTool(tool, cwd, parameters);
  if (code !== 0) throw new Error(`${tool} failed: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

/** A folder with files by their paths, removed after the test. */
export function folderWith(files: Record<string, string>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'rye-survey-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, files);
  return folder;
}

export function write(folder: string, files: Record<string, string>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

/** The same in a git repository, with one commit. */
export function repositoryWith(files: Record<string, string>): string {
  const folder = folderWith(files);
  git(folder, 'init', '--quiet');
  commit(folder, { date: '2026-03-01T12:00:00Z' });
  return folder;
}

export function commit(folder: string, { date, author = 'Ada' }: { date: string; author?: string }): void {
  git(folder, 'add', '--all');
  const identity = { GIT_AUTHOR_NAME: author, GIT_AUTHOR_EMAIL: 'a@example.org', GIT_AUTHOR_DATE: date };
  const committer = { GIT_COMMITTER_NAME: author, GIT_COMMITTER_EMAIL: 'a@example.org', GIT_COMMITTER_DATE: date };
  execFileSync('git', ['commit', '--quiet', '--message', 'Change'], {
    cwd: folder,
    env: { ...env, ...identity, ...committer },
    stdio: 'ignore',
  });
}

export function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
}

/** As many files as asked for in each folder. */
export function filesIn(folders: Record<string, number>, content = 'x\n', extension = 'ts'): Record<string, string> {
  const entries = Object.entries(folders).flatMap(([folder, count]) =>
    Array.from({ length: count }, (_, index) => [`${folder}/file${index}.${extension}`, content] as const),
  );
  return Object.fromEntries(entries);
}
