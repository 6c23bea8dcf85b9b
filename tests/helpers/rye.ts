import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { RunDocument } from '#protocol';

/** The checkout under test. */
export const checkout = fileURLToPath(new URL('../..', import.meta.url));
const bin = join(checkout, 'bin', 'rye.js');

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface RyeOptions {
  cwd: string;
  env?: Record<string, string>;
  input?: string;
  uid?: number;
}

/** The environment of every `rye` in tests: no key, no user space, no git config of the machine. */
export function cleanEnv(extra: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: join(tmpdir(), 'rye-test-no-home'),
    RYE_HOME: join(tmpdir(), 'rye-test-no-home'),
    GIT_CONFIG_NOSYSTEM: '1',
    LC_ALL: 'C',
    ...(process.env['RYE_EVICT'] && { RYE_EVICT: process.env['RYE_EVICT'] }),
    ...extra,
  };
}

/** Starts the built `rye`. */
export function startRye(args: string[], options: RyeOptions): { child: ChildProcess; finished: Promise<Finished> } {
  const child = spawn(process.execPath, [bin, ...args], {
    cwd: options.cwd,
    env: cleanEnv(options.env),
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
  });
  child.stdin?.end(options.input ?? '');
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  const finished = new Promise<Finished>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) =>
      resolve({ code, signal, stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
  });
  return { child, finished };
}

/** Runs the built `rye` to its end. */
export function rye(args: string[], options: RyeOptions): Promise<Finished> {
  return startRye(args, options).finished;
}

/** Runs `rye … --json` and reads its document. */
export async function ryeJson<T = RunDocument>(args: string[], options: RyeOptions): Promise<Finished & { json: T }> {
  const finished = await rye([...args, '--json'], options);
  try {
    return { ...finished, json: JSON.parse(finished.stdout) as T };
  } catch {
    throw new Error(`no JSON on stdout (exit ${finished.code}): ${finished.stdout}\n${finished.stderr}`);
  }
}

/** A folder that goes when the test ends. */
export function tempFolder(name = 'rye-test-'): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), name)));
  // A process that a test left to itself may still write while its folder goes.
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  return folder;
}

const author = {
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.com',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.com',
};

export function git(cwd: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd, env: cleanEnv(author), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/** Writes files, by path below `folder`. */
export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

/** A git repository with these files committed. */
export function tempRepository(files: Readonly<Record<string, string>> = { 'README.md': '# A project\n' }): string {
  const folder = tempFolder();
  git(folder, 'init', '--quiet', '--initial-branch=trunk');
  writeFiles(folder, files);
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message=first');
  return folder;
}
