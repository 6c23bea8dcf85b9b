import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import type { ToolContext } from '#protocol';
import { CannotStartError } from '../errors.ts';
import { errnoOf } from '../resolve-path.ts';
import { createCapture } from './capture.ts';
import { endGroup } from './end-group.ts';
import { findProgram } from './find-program.ts';

export interface ProcessRequest {
  /** Names to try for the program, first one found on PATH wins. */
  programs: string[];
  args: string[];
  cwd: string;
  env: Record<string, string>;
  stdin?: string;
  /** Unit: ms. */
  timeoutMs: number;
}

export interface ProcessEnd {
  stdout: string;
  stderr: string;
  /** 128 + the signal's number for a process that a signal ended, as shells have it. */
  exitCode: number;
  /** Why rye ended it, where it did. */
  endedBy?: 'timeout' | 'abort';
}

/** What is kept of each stream, in bytes. */
const MAX_STREAM_BYTES = 10 * 1024 * 1024;
/** Between SIGTERM and SIGKILL, in ms. */
const GRACE_MS = 2000;
/** How long output may still arrive after the exit; grandchildren can hold the pipes for ever. */
const DRAIN_MS = 250;
/** What a command left running gets to end by itself, in ms. */
const LEFTOVER_GRACE_MS = 500;

/**
 * Waits for one line on descriptor 3 before it becomes the program, so that nothing runs before it is registered: where
 * rye dies first, the line never comes and the program never starts.
 */
const GATE = 'read -r go <&3 || exit 125; exec 3<&-; exec "$@"';

/**
 * Runs a program in a process group of its own, registered before it does anything, and ends the whole group with it.
 * @throws {CannotStartError}
 */
export async function runProcess(
  request: ProcessRequest,
  context: Pick<ToolContext, 'processes' | 'signal'>,
): Promise<ProcessEnd> {
  const { programs, cwd, env } = request;
  if (context.signal.aborted)
    return { stdout: '', stderr: '', exitCode: 128 + constants.signals.SIGTERM, endedBy: 'abort' };
  const program = await findProgram(programs, env, cwd);
  if (program === undefined)
    throw new CannotStartError({ program: programs[0] ?? '', why: 'no such program was found' });

  const child = spawn('/bin/sh', ['-c', GATE, 'sh', program, ...request.args], {
    cwd,
    env,
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const failed = new Promise<Error>((resolve) => child.once('error', resolve));
  const groupId = child.pid;
  if (groupId === undefined) throw new CannotStartError({ program, why: (await failed).message });
  const exited = new Promise<number>((resolve) =>
    child.once('exit', (code, signal) => resolve(exitCodeOf(code, signal))),
  );
  try {
    await context.processes.add(groupId);
    return await follow(child, groupId, exited, request, context.signal);
  } finally {
    await endGroup(groupId, LEFTOVER_GRACE_MS);
    for (const stream of child.stdio) stream?.destroy();
    await context.processes.remove(groupId);
  }
}

/** Opens the gate, feeds and reads the process, and settles on its exit rather than on the end of its output. */
async function follow(
  child: ChildProcess,
  groupId: number,
  exited: Promise<number>,
  request: ProcessRequest,
  signal: AbortSignal,
): Promise<ProcessEnd> {
  const stdout = createCapture(MAX_STREAM_BYTES);
  const stderr = createCapture(MAX_STREAM_BYTES);
  child.stdout?.on('data', (chunk: Buffer) => stdout.add(chunk));
  child.stderr?.on('data', (chunk: Buffer) => stderr.add(chunk));
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  send(child.stdio[3], 'go\n');
  send(child.stdin, request.stdin ?? '');

  const endedBy = await firstOf(exited, request.timeoutMs, signal);
  if (endedBy !== undefined) await endGroup(groupId, GRACE_MS);
  const exitCode = await exited;
  await Promise.race([closed, afterMs(DRAIN_MS)]);
  return { stdout: stdout.text(), stderr: stderr.text(), exitCode, ...(endedBy !== undefined && { endedBy }) };
}

/** What comes first: the exit (undefined), the end of its time, or a cancel. */
async function firstOf(
  exited: Promise<number>,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<ProcessEnd['endedBy']> {
  const over = new AbortController();
  const cancelled = new Promise<'abort'>((resolve) => {
    if (signal.aborted) resolve('abort');
    signal.addEventListener('abort', () => resolve('abort'), { signal: over.signal });
  });
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), timeoutMs);
  });
  try {
    return await Promise.race([exited.then(() => undefined), cancelled, late]);
  } finally {
    clearTimeout(timer);
    over.abort();
  }
}

function send(stream: Writable | Readable | null | undefined, text: string): void {
  if (stream === null || stream === undefined || !('write' in stream)) return;
  stream.on('error', (error) => {
    // A program need not read its input, and may be gone before it is written.
    if (!['EPIPE', 'ECONNRESET', 'ERR_STREAM_DESTROYED'].includes(errnoOf(error) ?? '')) throw error;
  });
  stream.end(text);
}

function afterMs(delayMs: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, delayMs).unref();
  });
}

function exitCodeOf(code: number | null, signal: NodeJS.Signals | null): number {
  return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}
