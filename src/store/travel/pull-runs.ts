import { checkRunId, nearest, RyeError } from '#protocol';
import { namesIn } from '../disk/read-file.ts';
import { runPaths } from '../disk/run-paths.ts';
import { UnknownRunError } from '../errors.ts';
import { branchHead, lastCommittedSeq, lastFence } from '../git/read-branch.ts';
import { runGit } from '../git/run-git.ts';
import { createGitStore } from '../git-store.ts';
import { leftUnfinished, releaseLease } from '../lease/lease.ts';
import { type OpenContext, takeRunLease } from '../run/open-run.ts';
import { type StateOptions, StateSite } from '../state-site.ts';
import { checkIncoming } from './check-incoming.ts';
import { BadIncomingError } from './errors.ts';
import { findRemote } from './find-remote.ts';
import { pullMain } from './merge-main.ts';
import { type Carriage, type Carried, type CarryRequest, diverged } from './push-runs.ts';
import { REMOTE_RUNS, Remote } from './remote.ts';
import { hasCommit, relationOf } from './run-relation.ts';

const INCOMING = 'refs/rye/incoming/runs/';

/**
 * Brings runs from a remote. Each is looked at before its branch moves, and moves only forwards; a run that has grown
 * here in another way, or that is driven here, is refused, and stays as it is.
 * @throws {RyeError} `store/no-remote`, `store/remote-failed`, `store/unknown-run` (it is not there)
 */
export async function pullRuns(options: StateOptions, request: CarryRequest): Promise<Carriage> {
  const context = await new StateSite(options).prepare();
  const { state, probe } = context;
  const remote = new Remote(state.gitDir, await findRemote(state, request.cwd, request.remote));
  const there = await remote.refs();
  const runIds = chosenRuns(there, request.runIds);
  const missing: { from: string; to: string }[] = [];
  for (const runId of runIds) {
    const commit = there.get(`${REMOTE_RUNS}${runId}`) ?? '';
    if (!(await hasCommit(state.gitDir, commit)))
      missing.push({ from: `${REMOTE_RUNS}${runId}`, to: `${INCOMING}${runId}` });
  }
  probe('pull-before');
  await remote.fetch(missing);
  probe('pull-fetched');
  const runs: Carried[] = [];
  for (const runId of runIds) {
    const commit = there.get(`${REMOTE_RUNS}${runId}`) ?? '';
    runs.push(await takeIn({ context, options, remote, runId, commit }));
    await runGit({ gitDir: state.gitDir }, ['update-ref', '-d', `${INCOMING}${runId}`]);
  }
  const main = request.withoutData ? 'unchanged' : await pullMain(context, remote, there);
  probe('pull-done');
  return { remote: remote.name, runs, main };
}

function chosenRuns(there: ReadonlyMap<string, string>, wanted?: readonly string[]): string[] {
  const known = [...there.keys()]
    .filter((ref) => ref.startsWith(REMOTE_RUNS))
    .map((ref) => ref.slice(REMOTE_RUNS.length));
  for (const runId of wanted ?? [])
    if (!known.includes(checkRunId(runId))) throw new UnknownRunError({ runId, nearest: nearest(runId, known) });
  // A name that no run can have is nobody's run, and is left where it is.
  return (wanted ? [...wanted] : known.sort()).filter(isRunId);
}

function isRunId(text: string): boolean {
  try {
    return checkRunId(text) === text;
  } catch (error) {
    if (error instanceof RyeError) return false;
    throw error;
  }
}

interface Incoming {
  context: OpenContext;
  options: StateOptions;
  remote: Remote;
  runId: string;
  commit: string;
}

async function takeIn(incoming: Incoming): Promise<Carried> {
  const { context, runId } = incoming;
  try {
    return await moveBranch(incoming);
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    return { runId, change: 'refused', events: await lastCommittedSeq(context.state.gitDir, runId), error };
  }
}

/** @throws {BadIncomingError} {RemoteDivergedError} {HeldError} */
async function moveBranch({ context, options, remote, runId, commit }: Incoming): Promise<Carried> {
  const { state, probe } = context;
  const { gitDir } = state;
  const seen = await branchHead(gitDir, runId);
  const known = seen === undefined ? undefined : await relationOf(gitDir, seen, commit);
  const events = await lastCommittedSeq(gitDir, runId);
  if (known === 'same') return { runId, change: 'unchanged', events };
  if (known === 'ahead') return { runId, change: 'behind', events };
  const checked = await checkIncoming(gitDir, runId, commit);
  if (typeof checked === 'string') throw new BadIncomingError({ runId, remote: remote.name, reason: checked });
  const { lease, previous, folder } = await takeRunLease(context, runId, await lastFence(gitDir, runId));
  try {
    const here = await branchHead(gitDir, runId);
    if (here !== undefined && (await relationOf(gitDir, here, commit)) !== 'behind') {
      const one = { gitDir, remote, runId, there: commit };
      throw await diverged(one, here, `refs/rye/theirs/${runId}`);
    }
    probe('pull-ref-before');
    const move = ['update-ref', `refs/heads/${runId}`, commit, here ?? ''];
    await runGit({ gitDir }, move, { config: ['core.fsync=committed'] });
    probe('pull-ref-after');
  } finally {
    releaseLease(folder, lease, { unfinished: leftUnfinished(previous) });
  }
  // Where the run has files, they are brought up to the branch, as after a crash; else git is enough to read it.
  if (namesIn(runPaths(state.dataRoot, runId).root).length > 0)
    await (await createGitStore(options).open(runId)).close();
  return { runId, change: seen === undefined ? 'new' : 'advanced', events: checked.length };
}
