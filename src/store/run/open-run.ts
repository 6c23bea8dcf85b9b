import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Event, Probe, Recovery } from '#protocol';
import { isoTime } from '#protocol';
import type { DataPlace } from '../data/data-writer.ts';
import { recoverData } from '../data/recover-data.ts';
import { type RunPaths, runPaths } from '../disk/run-paths.ts';
import { ElsewhereError, HeldError, UnknownRunError } from '../errors.ts';
import { failpoint } from '../failpoint.ts';
import { finishMove } from '../git/branch-move.ts';
import { CommitterClient } from '../git/committer-client.ts';
import { clearBranchLock, endImporter, leaseFolder } from '../git/importer-mark.ts';
import type { StatePlace } from '../git/locate-state.ts';
import type { GitProbe } from '../git/probe-git.ts';
import { branchHead, lastFence } from '../git/read-branch.ts';
import { recordedFences } from '../git/recorded-fences.ts';
import { cutTail } from '../journal/cut-tail.ts';
import { type Journal, readJournal } from '../journal/read-journal.ts';
import { rewriteFlush } from '../journal/rewrite-flush.ts';
import { whenNotCollecting } from '../lease/collecting.ts';
import { claimJournal, type Lease, leftUnfinished, releaseLease, takeLease } from '../lease/lease.ts';
import { countAttempts } from './attempts.ts';
import { beginForkBranch } from './fork-branch.ts';
import { endProcesses } from './live-processes.ts';
import { type Branch, compareWithBranch, restoreSegments } from './reconcile.ts';
import { restoreArtifacts, restoreFiles } from './restore-files.ts';

/** What a store knows when it opens a run. */
export interface OpenContext {
  state: StatePlace;
  git: GitProbe;
  clock: Clock;
  probe: Probe;
  author: string;
  /** Content that is lost is left out of commits. */
  allowLost: boolean;
}

/** A run whose lease is held, whose journal and branch agree, and whose committer is ready. */
export interface OpenRun {
  runId: string;
  paths: RunPaths;
  lease: Lease;
  leaseFolder: string;
  journal: Journal;
  committer: CommitterClient;
  data: DataPlace;
  recovery?: Recovery;
}

/** The lease of a run, just taken. Where the journal lies it says as the holder before did. */
export interface RunLease {
  lease: Lease;
  previous?: Lease;
  folder: string;
}

/**
 * Takes the lease of a run, and waits until nobody collects garbage.
 * @param above The highest fence in the history of the run, which may have been driven on another machine.
 * @throws {HeldError} {LockedError}
 */
export async function takeRunLease(context: OpenContext, runId: string, above = 0): Promise<RunLease> {
  const { state, clock, probe } = context;
  const folder = leaseFolder(state.gitDir, runId);
  probe('lease-take-before');
  const taken = takeLease(folder, { since: isoTime(clock.now()), above });
  probe('lease-take-after');
  if (!taken.taken) {
    const { pid, host, since } = taken.holder;
    throw new HeldError({ runId, pid, host, since });
  }
  try {
    await whenNotCollecting(state.gitDir);
  } catch (error) {
    releaseLease(folder, taken.lease, { unfinished: leftUnfinished(taken.previous) });
    throw error;
  }
  return { ...taken, folder };
}

/**
 * Recovers a run that exists, and opens it. The lease comes first: what follows changes files, and must not be done by
 * two at once. Each step can be killed, and is then done by the next one who opens the run.
 */
export async function openRun(context: OpenContext, runId: string): Promise<OpenRun> {
  const { state } = context;
  const paths = runPaths(state.dataRoot, runId);
  const taken = await takeRunLease(context, runId, await lastFence(state.gitDir, runId));
  try {
    const head = await branchHead(state.gitDir, runId);
    const attempts = join(taken.folder, 'attempts');
    const facts = { runId, events: paths.events, head };
    return await countAttempts(attempts, facts, () => recover(context, runId, taken, head));
  } catch (error) {
    releaseLease(taken.folder, taken.lease, { unfinished: true });
    throw error;
  }
}

async function recover(
  context: OpenContext,
  runId: string,
  { lease, previous, folder }: RunLease,
  head: string | undefined,
): Promise<OpenRun> {
  const { state, probe } = context;
  const paths = runPaths(state.dataRoot, runId);
  const place = { runId, folder: paths.events };
  const afterCrash = leftUnfinished(previous);
  if (afterCrash) {
    await endImporter(state.gitDir, runId);
    clearBranchLock(state.gitDir, runId);
    await finishMove(state.gitDir, runId);
  }
  probe('recovery-begun');
  const endedProcesses = await endProcesses(paths.processes);
  probe('recovery-processes-ended');

  // Where a half move may have been finished just now, it is asked for again.
  const known = afterCrash ? await branchHead(state.gitDir, runId) : head;
  const commit = known ?? (await beginForkBranch(state.gitDir, place));
  const branch: Branch | undefined = commit === undefined ? undefined : { ...state, commit };
  let found = await compareWithBranch(place, branch);
  const { droppedBytes } = found.journal;
  const restored = Math.max(0, found.gitSeq - found.journal.events.length);
  if (Math.max(found.gitSeq, found.journal.events.length) === 0) throw new UnknownRunError({ runId, nearest: [] });
  refuseElsewhere(previous, paths, { runId, gitSeq: found.gitSeq });
  if (droppedBytes > 0) cutTail(paths.events, found.journal);
  probe('recovery-tail-cut');
  if (afterCrash) rewriteFlush(paths.events, found.journal);
  probe('recovery-flush-rewritten');
  if (found.toRestore.length > 0) {
    restoreSegments(place, found.toRestore, probe);
    found = await compareWithBranch(place, branch);
  }
  probe('recovery-journal-restored');

  const open = startRun(context, runId, {
    lease,
    folder,
    journal: found.journal,
    ...(commit && { head: { seq: found.gitSeq, commit } }),
  });
  try {
    const behind = found.journal.events.length - found.gitSeq;
    const head = behind > 0 ? (await open.committer.flush())?.commit : commit;
    probe('recovery-committed');
    if (head !== undefined && (afterCrash || restored > 0 || behind > 0)) {
      restoreArtifacts(paths, found.journal.events);
      await restoreFiles(paths, { ...state, commit: head }, probe);
      await recoverData(open.data, paths, found.journal.events);
    }
    // Only now: whoever finds a recovery that failed must still look where the journal was before it.
    probe('lease-claim-before');
    const recovered = { ...open, lease: claimJournal(folder, lease, paths.events) };
    probe('lease-claim-after');
    probe('recovery-done');
    const recovery: Recovery = { committed: behind, restored, droppedBytes, endedProcesses };
    return Object.values(recovery).some((count) => count > 0) ? { ...recovered, recovery } : recovered;
  } catch (error) {
    await open.committer.finish().catch(() => undefined);
    throw error;
  }
}

/** Starts the committer of a run whose journal and branch agree as far as both go. */
export function startRun(
  context: OpenContext,
  runId: string,
  run: { lease: Lease; folder: string; journal: Journal; head?: { seq: number; commit: string } },
): OpenRun {
  const { state, git, author, probe, clock, allowLost } = context;
  const paths = runPaths(state.dataRoot, runId);
  const { events } = run.journal;
  const committer = new CommitterClient({
    runId,
    paths,
    gitDir: state.gitDir,
    objectFormat: state.objectFormat,
    git,
    author,
    fence: run.lease.fence,
    allowLost,
    ...(allowLost && { fences: recordedFences(events) }),
    ...(run.head && { head: run.head }),
    journalSeq: events.length,
    failpoints: probe === failpoint,
  });
  const data: DataPlace = {
    runId,
    dataRoot: state.dataRoot,
    runDataRoot: join(paths.root, 'data'),
    gitDir: state.gitDir,
    objectFormat: state.objectFormat,
    author,
    atOf: (seq) => (events[seq - 1] as Event).at,
    now: () => isoTime(clock.now()),
    probe,
    allowLost,
  };
  return { runId, paths, lease: run.lease, leaseFolder: run.folder, journal: run.journal, committer, data };
}

/**
 * Where the journal lies in another worktree, and is ahead of git: going on from git would lose what is there.
 * @throws {ElsewhereError}
 */
export function refuseElsewhere(
  previous: Lease | undefined,
  paths: RunPaths,
  facts: { runId: string; gitSeq: number },
): void {
  const { runId, gitSeq } = facts;
  const folder = previous?.journal;
  if (folder === undefined || folder === paths.events || !existsSync(folder)) return;
  if (readJournal({ runId, folder }).events.length > gitSeq) throw new ElsewhereError({ runId, folder });
}
