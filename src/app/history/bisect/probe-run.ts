import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ExitCode, foldRun, type JsonObject, type RunState, RyeError, runCost } from '#protocol';
import type { AppContext } from '../../app-context.ts';
import { ProbeStoppedError } from '../../errors.ts';
import { openProject, type Project } from '../../open-project.ts';
import { resumeRun } from '../../resume-run.ts';
import { type RunOptions, runItem } from '../../run-item.ts';
import type { DefinitionText } from './find-edits.ts';

/** A run that is tried out. */
export interface Probe {
  /** What its id begins with. It says what is run: the same probe is the same run, and is paid once. */
  name: string;
  /** The project that it runs in. */
  commit?: string;
  files: readonly DefinitionText[];
  item: string;
  kind: 'directive' | 'graph';
  inputs: JsonObject;
  /** What it takes over from: `RUN@SEQ`. */
  since: { runId: string; point: string };
  options: RunOptions;
  /** The ceiling that such runs have, in USD; absent: none. */
  fullUsd?: number;
}

/** How a probe ended. */
export interface Probed {
  runId: string;
  state: RunState;
  /** What was paid now, in USD. */
  paidUsd: number;
}

/**
 * Runs an item in a copy of the project, and brings the run back; what its agents do to files, and to what pipelines keep,
 * stays in the copy. A run that an earlier search has ended is not run again, one that it left is gone on with.
 * @throws {ProbeStoppedError} it has not come to its end @throws {RyeError} its definitions do not parse, and their like
 */
export async function probeRun(context: AppContext, project: Project, probe: Probe): Promise<Probed> {
  for (let attempt = 1; ; attempt += 1) {
    const runId = attempt === 1 ? probe.name : `${probe.name}-${attempt}`;
    const known = await stateOf(project, runId);
    // Threads of it had to do with less money than they would have had: what came of that says nothing.
    if (known && isBounded(known, probe) && ranShort(known)) continue;
    if (known && hasEnded(known, probe)) return { runId, state: known, paidUsd: 0 };
    return goOn(context, project, { probe, runId, known });
  }
}

async function goOn(
  context: AppContext,
  project: Project,
  { probe, runId, known }: { probe: Probe; runId: string; known: RunState | undefined },
): Promise<Probed> {
  const { copyProject, stateFolder } = await import('#store');
  const folder = join(await stateFolder(project.state), 'rye-copies', runId);
  const copy = { ...context, cwd: await copyProject(project.root, { ...probe, folder }) };
  const copied = await openProject(copy);
  const between = await stateFolder(copied.state);
  await carry(between, { from: project, to: copied, runIds: [probe.since.runId, ...(known ? [runId] : [])] });
  const before = await stateOf(copied, runId);
  let exitCode: ExitCode;
  try {
    exitCode =
      before && hasEnded(before, probe) ? ExitCode.done : (await drive(copy, { ...probe, runId }, before)).exitCode;
  } finally {
    // Whatever became of it: what was paid for is seen from the project.
    if (await stateOf(copied, runId))
      await carry(between, { from: copied, to: project, runIds: [runId], withoutData: true });
  }
  const state = foldRun(await project.store.read(runId));
  const wasted = isBounded(state, probe) && ranShort(state);
  const ended = hasEnded(state, probe);
  if (ended || wasted) await rm(folder, { recursive: true, force: true });
  if (!ended || wasted) throw new ProbeStoppedError({ run_id: runId, status: stoppedBy(state), exitCode });
  return { runId, state, paidUsd: runCost(state).usd - (known ? runCost(known).usd : 0) };
}

function drive(
  copy: AppContext,
  { runId, item, kind, inputs, since, options }: Probe & { runId: string },
  before: RunState | undefined,
) {
  if (!before) return runItem(copy, { ...options, item, kind, inputs, runId, since: { point: since.point } });
  // A ceiling is of the whole run: what it has spent is below it.
  const { budgetUsd, ...rest } = options;
  const spend = budgetUsd === undefined ? {} : { budgetUsd: budgetUsd + runCost(before).usd };
  return resumeRun(copy, { ...rest, ...spend, runId });
}

function hasEnded(state: RunState, probe: Probe): boolean {
  return isBounded(state, probe) ? isDone(state) : state.status === 'completed' || state.status === 'error';
}

/** Whether the run had to do with what the search had left, and not with what such runs have. */
function isBounded({ started }: RunState, { fullUsd }: Probe): boolean {
  return started?.budget_usd !== fullUsd;
}

/** A run whose money was used up has not ended: with more of it, it goes on. */
function isDone({ status, error, started }: RunState): boolean {
  return status === 'completed' || (status === 'error' && !isSpent(error, started?.budget_usd));
}

/**
 * Threads below the root came to the end of the money that the search had left. That they are told of is a part of the run:
 * raising the ceiling does not take it back.
 */
function ranShort({ threads, root, started }: RunState): boolean {
  return [...threads.values()].some(({ id, error }) => id !== root && isSpent(error, started?.budget_usd));
}

/** Whether it is this ceiling that was reached, and not one that a definition sets. */
function isSpent(error: RunState['error'], ceiling: number | undefined): boolean {
  if (ceiling === undefined || !error) return false;
  if (error.code === 'insufficient_budget') return true;
  return error.code === 'limit_exceeded' && error.data?.['limit'] === 'spend' && error.data['max'] === ceiling;
}

function stoppedBy(state: RunState): string {
  return state.status === 'error' || ranShort(state) ? 'out of money' : state.status;
}

async function stateOf({ store }: Pick<Project, 'store'>, runId: string): Promise<RunState | undefined> {
  try {
    return foldRun(await store.read(runId));
  } catch (error) {
    if (error instanceof RyeError && error.code === 'store/unknown-run') return undefined;
    throw error;
  }
}

async function carry(
  between: string,
  { from, to, ...what }: { from: Project; to: Project; runIds: string[]; withoutData?: boolean },
): Promise<void> {
  const { pullRuns, pushRuns } = await import('#store');
  await pushRuns(from.state, { cwd: from.root, remote: between, ...what });
  const { runs } = await pullRuns(to.state, { cwd: to.root, remote: between, ...what });
  for (const { error } of runs) if (error) throw error;
}
