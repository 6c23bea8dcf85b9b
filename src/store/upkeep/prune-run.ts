import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EVENT_VERSION, type Event, foldRun, isoTime, isRunFinal, pruneEvent, validateEvent } from '#protocol';
import { makeFolder } from '../disk/durable-file.ts';
import { runPaths } from '../disk/run-paths.ts';
import { DivergedError } from '../errors.ts';
import { CommitEncoder } from '../git/commit-encoder.ts';
import { CommitWriter } from '../git/commit-writer.ts';
import { branchHead, lastCommittedSeq, lastFence } from '../git/read-branch.ts';
import { readRunFromGit } from '../git/read-run.ts';
import { runGit } from '../git/run-git.ts';
import { createGitStore } from '../git-store.ts';
import { toLine } from '../journal/encode-group.ts';
import { readJournal } from '../journal/read-journal.ts';
import { heldRuns } from '../lease/collecting.ts';
import { releaseLease } from '../lease/lease.ts';
import { type OpenContext, takeRunLease } from '../run/open-run.ts';
import { contentOf } from '../run-content.ts';
import { type StateOptions, StateSite } from '../state-site.ts';
import { StateInUseError, UnfinishedRunsError } from './errors.ts';
import { folderBytes } from './state-size.ts';

/** What goes with the texts of a run. */
export interface Pruning {
  runId: string;
  events: number;
  /** Pieces of content that its events name: artifacts, definitions, large results, data. */
  contents: number;
  /** Of its folder. */
  bytes: number;
  pruned: boolean;
}

/** Commits that are put into one pack. */
const AT_ONCE = 256;

/**
 * Takes out of a run what was said in it, and every file of it; ids, hashes, decisions and costs stay, one commit an event.
 * Whoever is killed on the way leaves the run as it was or as it is to be, whole.
 *
 * The history is written anew beside the old one, read back, and only then is the branch moved to it. The run's folder goes
 * before that: git has all of it. Old objects go with the next collection of garbage.
 * @param asked.confirmed Without it nothing goes, and what would go is told.
 * @throws {UnfinishedRunsError} it has not ended. @throws {StateInUseError} {HeldError} somebody drives it.
 * @throws {RyeError} it cannot be read; then nothing was changed.
 */
export async function pruneRun(
  options: StateOptions,
  runId: string,
  asked: { by: string; confirmed: boolean },
): Promise<Pruning> {
  const context = await new StateSite(options).prepare();
  const { state } = context;
  const events = await createGitStore(options).read(runId);
  const { root } = runPaths(state.dataRoot, runId);
  const pruning = {
    runId,
    events: events.length,
    contents: events.filter((event) => contentOf(event) !== undefined).length,
    bytes: folderBytes(root),
    pruned: false,
  };
  if (events.at(-1)?.type === 'run_pruned') {
    // Whoever pruned it may have been killed before the last of it was gone.
    if (asked.confirmed) await forgetOld(state.gitDir, runId);
    return { ...pruning, contents: 0, pruned: true };
  }
  if (!isRunFinal(foldRun(events).status)) throw new UnfinishedRunsError({ runs: [runId] });
  if (heldRuns(state.gitDir).includes(runId)) throw new StateInUseError({ runs: [runId] });
  if (!asked.confirmed) return pruning;
  // Everything is in git from here on, or it is refused.
  await (await createGitStore(options).open(runId)).close();
  const { lease, folder } = await takeRunLease(context, runId, await lastFence(state.gitDir, runId));
  try {
    await rewrite(context, runId, { fence: lease.fence, by: asked.by });
  } finally {
    releaseLease(folder, lease);
  }
  return { ...pruning, pruned: true };
}

async function rewrite(context: OpenContext, runId: string, made: { fence: number; by: string }): Promise<void> {
  const { state, probe, clock } = context;
  const { gitDir, dataRoot } = state;
  const head = (await branchHead(gitDir, runId)) ?? '';
  const events = await readRunFromGit(gitDir, runId, head);
  const onDisk = readJournal({ runId, folder: runPaths(dataRoot, runId).events }).events.length;
  if (onDisk > (await lastCommittedSeq(gitDir, runId))) throw new DivergedError({ runId, seq: onDisk, commit: head });
  const last = events.at(-1) as Event;
  const pruned = events.map(pruneEvent);
  const at = isoTime(Math.max(clock.now(), Date.parse(last.at)));
  const marked = { v: EVENT_VERSION, seq: last.seq + 1, at, thread: last.thread, type: 'run_pruned' } as const;
  pruned.push(validateEvent({ ...marked, data: { by: made.by, from_commit: head } }));
  probe('prune-write-before');
  const commit = await writeAnew(context, runId, { events: pruned, fence: made.fence });
  probe('prune-written');
  const back = await readRunFromGit(gitDir, runId, commit);
  if (JSON.stringify(back) !== JSON.stringify(pruned)) throw new DivergedError({ runId, seq: last.seq, commit });
  const aside = join(gitDir, 'rye-pruned', runId);
  makeFolder(join(gitDir, 'rye-pruned'));
  rmSync(aside, { recursive: true, force: true });
  const { root } = runPaths(dataRoot, runId);
  if (existsSync(root)) moveAway(root, aside);
  probe('prune-folder-gone');
  const move = ['update-ref', `refs/heads/${runId}`, commit, head];
  await runGit({ gitDir }, move, { config: ['core.fsync=committed'] });
  probe('prune-ref-moved');
  await forgetOld(gitDir, runId);
  probe('prune-done');
}

/** Takes away what would keep the old history. What a branch was before stands in its log, too. */
async function forgetOld(gitDir: string, runId: string): Promise<void> {
  await runGit({ gitDir }, ['update-ref', '-d', pruningRef(runId)]);
  rmSync(join(gitDir, 'logs', 'refs', 'heads', runId), { force: true });
  rmSync(join(gitDir, 'rye-pruned', runId), { recursive: true, force: true });
}

/** A ref that holds the new history while it is made. */
const pruningRef = (runId: string): string => `refs/rye/pruning/${runId}`;

async function writeAnew(
  { state, author }: OpenContext,
  runId: string,
  made: { events: readonly Event[]; fence: number },
): Promise<string> {
  const { gitDir, objectFormat } = state;
  await runGit({ gitDir }, ['update-ref', '-d', pruningRef(runId)]);
  // A folder that is not there: no content is found in it, and so none is committed.
  const paths = runPaths(join(gitDir, 'rye-pruned', 'nothing'), runId);
  const encoder = new CommitEncoder({ runId, paths, author, fence: made.fence, allowLost: true });
  const writer = await CommitWriter.open({ gitDir, objectFormat, ref: pruningRef(runId) });
  let commit: string | undefined;
  for (const [index, event] of made.events.entries()) {
    writer.add(encoder.encode([{ event, line: toLine(event) }]));
    encoder.settle();
    if ((index + 1) % AT_ONCE === 0) commit = await writer.checkpoint();
  }
  commit = await writer.checkpoint();
  await writer.finish();
  return commit ?? '';
}

/** In one step where it can be; else what goes is removed at once, for git has all of it. */
function moveAway(folder: string, aside: string): void {
  try {
    renameSync(folder, aside);
  } catch {
    rmSync(folder, { recursive: true, force: true });
  }
}
