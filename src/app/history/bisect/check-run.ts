import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verdict } from '#protocol';
import type { AppContext } from '../../app-context.ts';
import { UsageError } from '../../errors.ts';
import type { ProjectRuns } from '../../open-project.ts';
import { runCheck } from './run-check.ts';

/** The user's check, and what ends it early. */
export interface Check {
  /** A shell command; it runs in the run's folder as it was at an event. */
  check: string;
  interrupt: AbortSignal;
}

/** Runs the check in the folder of a run as it was at an event. */
export async function checkRun(
  context: AppContext,
  { state }: Pick<ProjectRuns, 'state'>,
  { runId, seq, check, interrupt }: Check & { runId: string; seq: number },
): Promise<Verdict> {
  const { layOutRun } = await import('#store');
  const folder = await mkdtemp(join(tmpdir(), 'rye-bisect-'));
  try {
    await layOutRun(state, { runId, seq, folder });
    const env = { ...context.env, RYE_RUN: runId, RYE_SEQ: String(seq), RYE_RUN_FOLDER: folder };
    return await runCheck(check, { cwd: folder, env, signal: interrupt });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A search needs a beginning that is good and an end that is bad. @throws {UsageError} the check says otherwise */
export function expectVerdict(found: Verdict, wanted: 'good' | 'bad', point: string): void {
  if (found === wanted) return;
  const said = found === 'skip' ? 'says nothing' : found === 'good' ? 'passes' : 'fails';
  throw new UsageError(
    `The check ${said} at ${point}, which is to be ${wanted}.`,
    'Give other points, or another check.',
  );
}
