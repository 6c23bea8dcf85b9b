import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ChangeOptions } from '#protocol';
import { FolderWatches, LOOK_MS } from '../disk/folder-watches.ts';
import { namesIn } from '../disk/read-file.ts';
import { runPaths } from '../disk/run-paths.ts';
import { listSegments } from '../journal/read-journal.ts';
import { segmentNumber, segmentPath } from '../journal/segments.ts';

/** How far the journal of a run was when it was last looked at. */
interface Seen {
  /** 0: there is none. */
  segment: number;
  bytes: number;
  /** The folders in which its next lines come: that of the last segment and, where that is full, the next one. */
  folders: string[];
}

/**
 * Tells of changes of one run, or of all: an append, a run that comes, one whose files go away.
 *
 * A run costs one or two watched folders and a look at one file every {@link LOOK_MS}, however long its journal is. One
 * run without the beginning of its journal is told of at each look, since only git knows all of it.
 * @returns how to stop
 */
export function watchChanges(dataRoot: string, { runId, listener, onPolling }: ChangeOptions): () => void {
  const watches = new FolderWatches(() => onPolling?.(LOOK_MS));
  const runs = new Map<string, Seen>();
  const runsFolder = join(dataRoot, 'runs');

  const lookAt = (id: string): void => {
    const before = runs.get(id);
    const now = lookAtJournal(runPaths(dataRoot, id).events, before?.segment ?? 0);
    runs.set(id, now);
    for (const folder of before?.folders ?? []) if (!now.folders.includes(folder)) watches.remove(folder);
    for (const folder of now.folders) {
      // A segment that is full never changes.
      const matters = (name: string): boolean => (segmentNumber(`${basename(folder)}/${name}`) ?? 0) >= now.segment;
      watches.add(folder, () => lookAt(id), matters);
    }
    const same = before?.segment === now.segment && before.bytes === now.bytes;
    if (!same || (runId !== undefined && !beginsAt(runPaths(dataRoot, id).events))) listener(id);
  };

  const forget = (id: string): void => {
    for (const folder of runs.get(id)?.folders ?? []) watches.remove(folder);
    if (runs.delete(id)) listener(id);
  };

  const lookAtAll = (): void => {
    const names = namesIn(runsFolder);
    for (const id of runs.keys()) if (!names.includes(id)) forget(id);
    for (const id of names) if (!runs.has(id)) lookAt(id);
  };

  if (runId !== undefined) {
    lookAt(runId);
    watches.add(runPaths(dataRoot, runId).live, () => listener(runId));
  } else {
    watches.add(runsFolder, lookAtAll);
    lookAtAll();
  }
  return () => watches.close();
}

/** False where the files were wiped, or were never there: then git may know more. */
function beginsAt(events: string): boolean {
  return existsSync(join(events, segmentPath(1)));
}

/** @param from The last segment that was there before; where it still is, no folder is listed. */
function lookAtJournal(events: string, from: number): Seen {
  let segment = from;
  let bytes = sizeOf(events, segment);
  if (bytes === undefined) {
    segment = listSegments(events).at(-1) ?? 0;
    bytes = sizeOf(events, segment) ?? 0;
  }
  for (let next = sizeOf(events, segment + 1); next !== undefined; next = sizeOf(events, segment + 1)) {
    segment += 1;
    bytes = next;
  }
  const folders = [segment, segment + 1].map((each) => dirname(join(events, segmentPath(Math.max(1, each)))));
  return { segment, bytes, folders: [...new Set(folders)] };
}

function sizeOf(events: string, segment: number): number | undefined {
  if (segment === 0) return undefined;
  return statSync(join(events, segmentPath(segment)), { throwIfNoEntry: false })?.size;
}
