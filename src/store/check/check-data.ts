import { type Event, RyeError } from '#protocol';
import { unfinishedData } from '../data/recover-data.ts';
import type { Problem } from './problem.ts';

/** What a run wrote to `.ai/data` is on the branch `main`, or something that went over it is. */
export async function checkData(gitDir: string, runId: string, events: readonly Event[]): Promise<Problem[]> {
  try {
    const unfinished = await unfinishedData(gitDir, runId, events);
    return unfinished.map(({ seq, data }) => ({
      runId,
      code: 'data/not-on-main',
      severity: 'untidy',
      what: `the write of ${data.path} is not on the branch main`,
      file: data.path,
      seq,
      mends: true,
    }));
  } catch (error) {
    // Where `main` itself does not read, git's own check has told so, and a repair makes it anew.
    if (error instanceof RyeError) return [];
    throw error;
  }
}
