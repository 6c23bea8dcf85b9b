import { existsSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type EventDraft, eventTime, type ForkRequest, foldRun, validateEvent } from '#protocol';
import { stageContent } from '../disk/content-files.ts';
import { makeFolder, syncFolder, TEMP_PREFIX } from '../disk/durable-file.ts';
import { type RunPaths, runPaths } from '../disk/run-paths.ts';
import { NoForkPointError, RunExistsError } from '../errors.ts';
import { listCommits } from '../git/read-branch.ts';
import { gitText } from '../git/run-git.ts';
import { toEvent, toLine } from '../journal/encode-group.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { type JournalPlace, readJournal } from '../journal/read-journal.ts';
import { releaseLease } from '../lease/lease.ts';
import { ContentCheck } from './check-content.ts';
import { type OpenContext, takeRunLease } from './open-run.ts';
import { compareWithBranch, restoreSegments } from './reconcile.ts';

/**
 * Makes a run whose history begins with the first events of another. Its journal is made beside the runs, with the event
 * that says so, and moved into place in one step: from then on it is there, and before that nothing is. The branch is made
 * by whoever opens it first. Of the source only what git has is read; nothing of it is written.
 * @throws {NoForkPointError} the event has no commit, or shares it with a later one
 * @throws {HeldError} {InvalidEventError}
 */
export async function forkRun(context: OpenContext, request: ForkRequest): Promise<void> {
  const { state, probe } = context;
  const { runId, from } = request;
  const commit = await commitOf(state.gitDir, from);
  const fence = Number(await gitText({ gitDir: state.gitDir }, ['log', '-1', `--format=${FENCE}`, commit, '--']));
  const { lease, folder } = await takeRunLease(context, runId, Number.isInteger(fence) ? fence : 0);
  const scratch = join(state.dataRoot, `${TEMP_PREFIX}fork-${runId}`);
  const { root, events } = runPaths(state.dataRoot, runId);
  try {
    // Asked again, now that nobody else can begin it.
    if (readJournal({ runId, folder: events }).events.length > 0) throw new RunExistsError(runId);
    rmSync(scratch, { recursive: true, force: true });
    const paths = runPaths(scratch, runId);
    const place: JournalPlace = { runId, folder: paths.events };
    const { toRestore } = await compareWithBranch(place, { ...state, commit });
    restoreSegments(place, toRestore, probe);
    for (const content of request.contents ?? []) await stageContent(paths, content);
    await appendFork(context, { place, paths, commit, request });
    probe('fork-written');
    moveIntoPlace(paths.root, root);
    probe('fork-in-place');
  } finally {
    rmSync(scratch, { recursive: true, force: true });
    releaseLease(folder, lease, { unfinished: true });
  }
}

const FENCE = '%(trailers:key=Rye-Fence,valueonly,separator=%x20)';

/** The commit whose tree holds events up to this one, and no later one. */
async function commitOf(gitDir: string, { runId, seq }: ForkRequest['from']): Promise<string> {
  const commits = await listCommits(gitDir, runId);
  const found = commits.find((each) => each.seq === seq);
  const last = commits.at(-1)?.seq ?? 0;
  if (!found) throw new NoForkPointError({ runId, seq, reason: `the last event in git is ${last}`, nearest: [last] });
  const shared = commits.filter(({ commit }) => commit === found.commit).map((each) => each.seq);
  const end = Math.max(...shared);
  if (end === seq) return found.commit;
  const nearest = [Math.min(...shared) - 1, end].filter((each) => each > 0);
  throw new NoForkPointError({ runId, seq, reason: `it shares a commit with the events up to ${end}`, nearest });
}

interface Fork {
  place: JournalPlace;
  paths: RunPaths;
  commit: string;
  request: ForkRequest;
}

/** Says in the journal that the run is another one from here on, and what it goes on with. */
async function appendFork({ clock, probe }: OpenContext, { place, paths, commit, request }: Fork): Promise<void> {
  const journal = readJournal(place);
  const { runId, from, by, drafts = [] } = request;
  const forked: EventDraft = {
    thread: foldRun(journal.events).root ?? '',
    type: 'run_forked',
    data: {
      run_id: runId,
      from_run: from.runId,
      from_seq: from.seq,
      from_commit: commit,
      ...(by !== undefined && { by }),
    },
  };
  const at = eventTime(clock, journal.events.at(-1));
  const check = new ContentCheck(runId, journal.events, (sha256) =>
    existsSync(join(paths.staged, sha256.slice(0, 2), sha256)),
  );
  const events = [forked, ...drafts].map((draft, index) => validateEvent(toEvent(draft, from.seq + 1 + index, at)));
  for (const event of events) check.check(event);
  const writer = new JournalWriter({
    place,
    position: journal.position,
    wholeBytes: journal.wholeBytes,
    probe,
    onDurable: () => undefined,
  });
  try {
    await writer.append(events.map(toLine));
  } finally {
    await writer.close();
  }
}

function moveIntoPlace(made: string, root: string): void {
  makeFolder(dirname(root));
  // What stands there holds no events; who begins a run there was refused before.
  rmSync(root, { recursive: true, force: true });
  renameSync(made, root);
  syncFolder(dirname(root));
}
