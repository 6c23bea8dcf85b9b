import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { git } from '../rye.ts';
import { driveRun, type LiveRun } from './record-run.ts';
import { wideRun } from './wide-run.ts';

/** Making a wide run, and taking it away, takes long on a busy machine. */
const HOOK_MS = 180_000;

/** A project with one wide run at work, made once for all tests of a file. To be called at the top of the file. */
export function driveWideRun(runId: string, size: { threads: number; failEvery: number }) {
  const made: { project: string; run?: LiveRun } = { project: '' };
  beforeAll(async () => {
    made.project = realpathSync(mkdtempSync(join(tmpdir(), 'rye-wide-')));
    git(made.project, 'init', '--quiet');
    made.run = await driveRun(made.project, runId, wideRun({ runId, ...size }));
  }, HOOK_MS);
  afterAll(async () => {
    await made.run?.close();
    rmSync(made.project, { recursive: true, force: true });
  }, HOOK_MS);
  return made;
}
