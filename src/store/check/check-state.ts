import { existsSync } from 'node:fs';
import { checkRunId, type Event, nearest, RyeError } from '#protocol';
import { runPaths } from '../disk/run-paths.ts';
import { UnknownRunError } from '../errors.ts';
import { leaseFolder } from '../git/importer-mark.ts';
import type { StatePlace } from '../git/locate-state.ts';
import { branchHead } from '../git/read-branch.ts';
import { readRunFromGit } from '../git/read-run.ts';
import { createGitStore } from '../git-store.ts';
import { currentLease, isHeld } from '../lease/lease.ts';
import type { Branch } from '../run/reconcile.ts';
import { type StateOptions, StateSite } from '../state-site.ts';
import { checkData } from './check-data.ts';
import { checkFiles } from './check-files.ts';
import { checkJournal } from './check-journal.ts';
import { checkLease } from './check-lease.ts';
import { checkRepository, isRepository } from './check-repository.ts';
import { checkHistory } from './history/check-history.ts';
import type { Problem } from './problem.ts';

/** One run, as the check found it. */
export interface CheckedRun {
  runId: string;
  events: number;
  commits: number;
  /** Pieces of content that events name, each looked at in the commit of its event. */
  contents: number;
  files: number;
  /** A living process drives it; what it has not got to yet was not called a problem. */
  isDriven: boolean;
}

/** What a check found. Without a problem everything is proved: nothing is missing, and nothing was changed. */
export interface Checked {
  runs: CheckedRun[];
  problems: Problem[];
}

/**
 * Proves runs, or all of them and the state as a whole. Changes nothing and takes no lock.
 * @param runIds Absent: all, and the state repository itself.
 * @throws {RyeError} `store/unknown-run`, `store/no-git`
 */
export async function checkState(options: StateOptions, runIds?: readonly string[]): Promise<Checked> {
  const site = new StateSite(options);
  const state = await site.locate();
  if (existsSync(state.gitDir) && !(await isRepository(state.gitDir))) return { runs: [], problems: [HALF_MADE] };
  const known = await knownRuns(options);
  for (const runId of runIds ?? [])
    if (!known.includes(checkRunId(runId))) throw new UnknownRunError({ runId, nearest: nearest(runId, known) });
  const checked: Checked = { runs: [], problems: [] };
  // Where there is no state repository yet, or no more, there is nothing to look at but the files.
  if (runIds === undefined && existsSync(state.gitDir))
    checked.problems.push(...(await checkRepository(state, site.clock.now())));
  for (const runId of runIds ?? known.sort()) {
    const { run, problems } = await checkRun(state, runId);
    checked.runs.push(run);
    checked.problems.push(...problems);
  }
  return checked;
}

const HALF_MADE: Problem = {
  code: 'state/half-made',
  severity: 'damage',
  what: 'git does not take it for a repository; the runs are not looked at before it is one',
  mends: true,
};

async function knownRuns(options: StateOptions): Promise<string[]> {
  return (await createGitStore(options).list()).map(({ runId }) => runId);
}

/** How often a run is looked at that was taken up, or given back, while it was looked at. */
const MOST_LOOKS = 3;

/** Looks at one run from all sides; again where a driver came or went meanwhile. */
export async function checkRun(state: StatePlace, runId: string): Promise<{ run: CheckedRun; problems: Problem[] }> {
  const folder = leaseFolder(state.gitDir, runId);
  for (let looks = 1; ; looks += 1) {
    const before = JSON.stringify(currentLease(folder));
    const checked = await lookAt(state, runId);
    const isSame = JSON.stringify(currentLease(folder)) === before;
    if (checked.problems.length === 0 || isSame || looks >= MOST_LOOKS) return checked;
  }
}

async function lookAt(state: StatePlace, runId: string): Promise<{ run: CheckedRun; problems: Problem[] }> {
  const { gitDir, dataRoot } = state;
  const paths = runPaths(dataRoot, runId);
  const isDriven = isHeld(currentLease(leaseFolder(gitDir, runId)));
  const commit = await branchHead(gitDir, runId);
  const branch: Branch | undefined = commit === undefined ? undefined : { ...state, commit };
  const journal = await checkJournal(runId, paths, branch, isDriven);
  const problems = [...journal.problems];
  const inGit = branch ? await eventsInGit(branch, runId, problems) : [];
  const history =
    branch && inGit ? await checkHistory(runId, branch, inGit) : { commits: 0, contents: 0, problems: [] };
  problems.push(...history.problems);
  const events = journal.events && journal.events.length > 0 ? journal.events : (inGit ?? []);
  // While a driver is at work its files are on their way.
  const files = isDriven ? { files: 0, problems: [] } : await checkFiles(runId, paths, inGit && branch, events);
  problems.push(...files.problems);
  problems.push(...checkLease(gitDir, runId));
  if (!isDriven && inGit) problems.push(...(await checkData(gitDir, runId, events)));
  const { commits, contents } = history;
  return { run: { runId, events: events.length, commits, contents, files: files.files, isDriven }, problems };
}

/** @returns undefined where the branch does not read; said in `problems`, unless that is said already. */
async function eventsInGit(
  { gitDir, commit }: Branch,
  runId: string,
  problems: Problem[],
): Promise<Event[] | undefined> {
  try {
    return await readRunFromGit(gitDir, runId, commit);
  } catch (error) {
    if (!(error instanceof RyeError) && !(error instanceof Error)) throw error;
    if (!problems.some(({ code }) => code === 'history/unreadable'))
      problems.push({ runId, code: 'history/unreadable', severity: 'damage', what: error.message, mends: true });
    return undefined;
  }
}
