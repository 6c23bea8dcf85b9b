import { join } from 'node:path';
import { type Event, type EventOf, ownEvents } from '#protocol';
import { replaceFileAside } from '../disk/durable-file.ts';
import type { RunPaths } from '../disk/run-paths.ts';
import { UnknownContentError } from '../errors.ts';
import { branchHead, listTree } from '../git/read-branch.ts';
import { gitText } from '../git/run-git.ts';
import { withLock } from '../lease/lock.ts';
import { readContent } from '../run/run-content-reader.ts';
import { clearDataLocks, commitData, DATA_BRANCH, refreshIndex } from './commit-data.ts';
import { type DataPlace, dataCommit, dataLock } from './data-writer.ts';

type DataEvent = EventOf<'data_written'>;

/**
 * Finishes data writes that a driver had recorded and not committed to `main`: it died, or git failed it. One that
 * another run, or a later write of this one, has gone over since stays as it is: the later one wins, and this one is in
 * the history of its run.
 */
export async function recoverData(place: DataPlace, paths: RunPaths, events: readonly Event[]): Promise<void> {
  const written = ownWrites(events);
  if (written.length === 0) return;
  const { gitDir, runId } = place;
  await withLock({ folder: dataLock(gitDir), since: place.now() }, async ({ afterCrash }) => {
    if (afterCrash) clearDataLocks(gitDir);
    for (const event of await unfinishedData(gitDir, runId, events)) await layData(place, paths, event);
    await refreshPaths(gitDir, new Set(written.map(({ data }) => data.path)));
  });
}

/** Data writes of a run that stand on `main` neither themselves nor in what has gone over them; in order. */
export async function unfinishedData(gitDir: string, runId: string, events: readonly Event[]): Promise<DataEvent[]> {
  const written = ownWrites(events);
  if (written.length === 0) return [];
  const done = await committedSeqs(gitDir, runId);
  const unfinished: DataEvent[] = [];
  for (const event of written) {
    if (done.has(event.seq) || hasLater(written, event, done) || (await isWrittenOver(gitDir, event))) continue;
    unfinished.push(event);
  }
  return unfinished;
}

/** What another run wrote before it was forked, or what was taken over from one, stands on `main` by that run. */
function ownWrites(events: readonly Event[]): DataEvent[] {
  return ownEvents(events).filter(
    (event): event is DataEvent => event.type === 'data_written' && event.taken_over === undefined,
  );
}

async function layData(place: DataPlace, paths: RunPaths, event: DataEvent): Promise<void> {
  const { path, sha256 } = event.data;
  const { runId, gitDir } = place;
  const places = [{ seq: event.seq, path: `data/${path}` }];
  const content = await readContent({ runId, paths, gitDir: () => Promise.resolve(gitDir) }, places, sha256).catch(
    (error: unknown) => {
      if (place.allowLost && error instanceof UnknownContentError) return undefined;
      throw error;
    },
  );
  if (content === undefined) return;
  place.probe('file-write-before');
  const bytes = Buffer.from(content);
  await replaceFileAside(join(paths.root, 'data', path), bytes);
  await replaceFileAside(join(place.dataRoot, path), bytes);
  place.probe('file-write-after');
  await commitData(place.gitDir, [dataCommit(place, { path, content: bytes, seq: event.seq })]);
}

/** True where a later write of the same run to the same path stands on `main`. */
function hasLater(written: readonly DataEvent[], { seq, data }: DataEvent, done: ReadonlySet<number>): boolean {
  return written.some((other) => other.seq > seq && other.data.path === data.path && done.has(other.seq));
}

/** The driver may have died between a commit and the index: both are brought together, as `main` has it. */
async function refreshPaths(gitDir: string, paths: ReadonlySet<string>): Promise<void> {
  const head = await branchHead(gitDir, DATA_BRANCH);
  if (head === undefined) return;
  const files = await listTree(gitDir, head);
  await refreshIndex(
    gitDir,
    files.filter(({ path }) => paths.has(path)),
  );
}

/** The events of a run whose writes stand on `main`. */
async function committedSeqs(gitDir: string, runId: string): Promise<Set<number>> {
  if ((await branchHead(gitDir, DATA_BRANCH)) === undefined) return new Set();
  const format = '%(trailers:key=Rye-Run,valueonly,separator=%x20) %(trailers:key=Rye-Seq,valueonly,separator=%x20)';
  const grep = ['--fixed-strings', `--grep=Rye-Run: ${runId}`];
  const text = await gitText({ gitDir }, ['log', ...grep, `--format=${format}`, `refs/heads/${DATA_BRANCH}`, '--']);
  const lines = text.split('\n').map((line) => line.split(' '));
  return new Set(lines.filter(([run]) => run === runId).map(([, seq]) => Number(seq)));
}

async function isWrittenOver(gitDir: string, event: DataEvent): Promise<boolean> {
  if ((await branchHead(gitDir, DATA_BRANCH)) === undefined) return false;
  const literal = `:(literal,top)${event.data.path}`;
  const seconds = await gitText({ gitDir }, ['log', '-1', '--format=%ct', `refs/heads/${DATA_BRANCH}`, '--', literal]);
  return seconds !== '' && Number(seconds) > Math.floor(Date.parse(event.at) / 1000);
}
