import { checkRunId, nearest, type RyeError } from '#protocol';
import { runPaths } from '../disk/run-paths.ts';
import { UnknownRunError } from '../errors.ts';
import { branchHead, lastCommittedSeq } from '../git/read-branch.ts';
import { runGit } from '../git/run-git.ts';
import { createGitStore } from '../git-store.ts';
import { readJournal } from '../journal/read-journal.ts';
import { heldRuns } from '../lease/collecting.ts';
import type { OpenContext } from '../run/open-run.ts';
import { type StateOptions, StateSite } from '../state-site.ts';
import { ownClaim, releaseClaim } from './claim-run.ts';
import { RemoteDivergedError, RemoteFailedError } from './errors.ts';
import { findRemote } from './find-remote.ts';
import { pushMain } from './merge-main.ts';
import { REMOTE_CLAIMS, REMOTE_RUNS, type RefChange, Remote } from './remote.ts';
import { hasCommit, relationOf } from './run-relation.ts';

/** What became of one run on its way. */
export interface Carried {
  runId: string;
  /** `behind`: the other side has more, and nothing was moved. */
  change: 'new' | 'advanced' | 'unchanged' | 'behind' | 'refused';
  /** Events that the run has where it was carried to. */
  events: number;
  /** Why it was refused. */
  error?: RyeError;
}

/** What became of everything that was carried. */
export interface Carriage {
  /** As it was asked for. */
  remote: string;
  runs: Carried[];
  /** The shared data of pipelines, `main`. */
  main: 'unchanged' | 'advanced' | 'merged';
}

/** What is carried, and between which places. */
export interface CarryRequest {
  /** The folder in which a path was said. */
  cwd: string;
  /** A remote of the project, a URL or a path; absent: the one that the current branch follows, else `origin`. */
  remote?: string;
  /** Absent: all. */
  runIds?: readonly string[];
  /** Leaves what pipelines keep where it is: for runs that are only tried out. */
  withoutData?: boolean;
}

/**
 * Puts runs at a remote, under `refs/rye/runs/`, and reads them back before it says so. A run that has grown there in
 * another way is refused; nothing is overwritten on either side. Events that are not committed yet are, first.
 * @throws {RyeError} `store/no-remote`, `store/remote-failed`, `store/unknown-run`
 */
export async function pushRuns(options: StateOptions, request: CarryRequest): Promise<Carriage> {
  const site = new StateSite(options);
  const context = await site.prepare();
  const { state, probe } = context;
  const { gitDir } = state;
  const remote = new Remote(gitDir, await findRemote(state, request.cwd, request.remote));
  const runIds = await chosenRuns(options, request.runIds);
  for (const runId of runIds) await commitRest(options, context, runId);
  const there = await remote.refs();

  const changes: RefChange[] = [];
  const runs: Carried[] = [];
  for (const runId of runIds) {
    const carried = await compareOne({ gitDir, remote, runId, there: there.get(`${REMOTE_RUNS}${runId}`) }, changes);
    runs.push(carried);
  }
  probe('push-before');
  await remote.push(changes);
  probe('push-after');
  const main = request.withoutData ? 'unchanged' : await pushMain(context, remote, there);
  probe('push-main-after');
  await readBack(remote, changes);
  for (const { runId } of runs) await releaseOwn(gitDir, remote, runId, there);
  return { remote: remote.name, runs, main };
}

/** Those that were asked for, else all: one whose driver died early may have no branch yet. */
async function chosenRuns(options: StateOptions, wanted?: readonly string[]): Promise<string[]> {
  const known = (await createGitStore(options).list()).map(({ runId }) => runId);
  for (const runId of wanted ?? [])
    if (!known.includes(checkRunId(runId))) throw new UnknownRunError({ runId, nearest: nearest(runId, known) });
  return wanted ? [...wanted] : known.sort();
}

/** Brings the branch up to the journal where nobody drives the run; of one that is driven, what is committed travels. */
async function commitRest(options: StateOptions, { state }: OpenContext, runId: string): Promise<void> {
  if (heldRuns(state.gitDir).includes(runId)) return;
  const { events } = readJournal({ runId, folder: runPaths(state.dataRoot, runId).events });
  if (events.length <= (await lastCommittedSeq(state.gitDir, runId))) return;
  await (await createGitStore(options).open(runId)).close();
}

interface One {
  gitDir: string;
  remote: Remote;
  runId: string;
  there: string | undefined;
}

async function compareOne(one: One, changes: RefChange[]): Promise<Carried> {
  const { gitDir, remote, runId, there } = one;
  const here = (await branchHead(gitDir, runId)) ?? '';
  const events = await lastCommittedSeq(gitDir, runId);
  const ref = `${REMOTE_RUNS}${runId}`;
  if (there === undefined) {
    changes.push({ ref, to: here });
    return { runId, change: 'new', events };
  }
  const kept = `refs/rye/theirs/${runId}`;
  if (!(await hasCommit(gitDir, there))) await remote.fetch([{ from: ref, to: kept }]);
  const relation = await relationOf(gitDir, here, there);
  if (relation === 'same') return { runId, change: 'unchanged', events };
  if (relation === 'behind') return { runId, change: 'behind', events };
  if (relation === 'ahead') {
    changes.push({ ref, from: there, to: here });
    return { runId, change: 'advanced', events };
  }
  return { runId, change: 'refused', events, error: await diverged({ gitDir, remote, runId, there }, here, kept) };
}

/** Says where two histories of a run part, and keeps the other one here under a name. */
export async function diverged(one: One, here: string, kept: string): Promise<RemoteDivergedError> {
  const { gitDir, remote, runId, there = '' } = one;
  await runGit({ gitDir }, ['update-ref', kept, there]);
  const { stdout } = await runGit({ gitDir }, ['merge-base', here, there], { allow: [1] });
  const base = stdout.toString('utf8').trim();
  const format = '--format=%(trailers:key=Rye-Seq,valueonly,separator=%x20)';
  const seqs = base === '' ? '0' : (await runGit({ gitDir }, ['log', '-1', format, base])).stdout.toString('utf8');
  const commonSeq = Number(seqs.trim().split('..').at(-1));
  return new RemoteDivergedError({ runId, remote: remote.name, commonSeq, here, there, kept });
}

/** What a remote said it took is looked for there, before anyone is told that it has it. */
async function readBack(remote: Remote, changes: readonly RefChange[]): Promise<void> {
  if (changes.length === 0) return;
  const now = await remote.refs();
  const lost = changes.filter(({ ref, to }) => now.get(ref) !== to);
  if (lost.length === 0) return;
  const names = lost.map(({ ref }) => ref).join(', ');
  throw new RemoteFailedError({ remote: remote.name, action: 'read back from', reason: `it does not show ${names}` });
}

/** A run that is at the remote, and that nobody drives here, is free for others. */
async function releaseOwn(gitDir: string, remote: Remote, runId: string, there: ReadonlyMap<string, string>) {
  const claim = there.get(`${REMOTE_CLAIMS}${runId}`);
  if (claim === undefined || ownClaim(gitDir, runId) !== claim || heldRuns(gitDir).includes(runId)) return;
  await releaseClaim(gitDir, remote, { runId, claim });
}
