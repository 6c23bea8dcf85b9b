import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { foldRun, isRunFinal, RyeError } from '#protocol';
import { namesIn } from '../disk/read-file.ts';
import { runPaths } from '../disk/run-paths.ts';
import { leaseFolder } from '../git/importer-mark.ts';
import { lastCommittedSeq } from '../git/read-branch.ts';
import { readJournal } from '../journal/read-journal.ts';
import { leftUnfinished, releaseLease, takeLease } from '../lease/lease.ts';

/**
 * Removes what runs that have ended, and are committed whole, no longer need: content that waited to be committed, and
 * what was shown of calls in flight. A run that somebody holds, or that cannot be read, is left as it is.
 * @returns the ids of those it took something of.
 */
export async function clearEndedRuns(place: { gitDir: string; dataRoot: string }, since: string): Promise<string[]> {
  const cleared: string[] = [];
  for (const runId of namesIn(join(place.dataRoot, 'runs'))) {
    const paths = runPaths(place.dataRoot, runId);
    if (namesIn(paths.staged).length === 0 && namesIn(paths.live).length === 0) continue;
    // Looked at first: whoever wants to go on with a run is not to find it held for nothing.
    if (!(await isEndedAndCommitted(place.gitDir, runId, paths.events))) continue;
    const folder = leaseFolder(place.gitDir, runId);
    const taken = takeLease(folder, { since });
    if (!taken.taken) continue;
    const unfinished = leftUnfinished(taken.previous);
    try {
      if (unfinished || !(await isEndedAndCommitted(place.gitDir, runId, paths.events))) continue;
      rmSync(paths.staged, { recursive: true, force: true });
      rmSync(paths.live, { recursive: true, force: true });
      cleared.push(runId);
    } finally {
      releaseLease(folder, taken.lease, { unfinished });
    }
  }
  return cleared;
}

async function isEndedAndCommitted(gitDir: string, runId: string, folder: string): Promise<boolean> {
  try {
    const { events } = readJournal({ runId, folder });
    return isRunFinal(foldRun(events).status) && (await lastCommittedSeq(gitDir, runId)) === events.length;
  } catch (error) {
    if (error instanceof RyeError) return false;
    throw error;
  }
}
