import type { EventCommit } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openRuns } from '../open-project.ts';

/**
 * Finds which commit holds an event of a run. Git is asked for all commits of a run at once, which takes its time where
 * they are many: the answer is kept for the run that was asked about last, and asked for again only where it ends before
 * the event.
 */
export function commitFinder(context: AppContext): (runId: string, seq: number) => Promise<string | undefined> {
  let known: { runId: string; commits: ReadonlyMap<number, string> } | undefined;
  return async (runId, seq) => {
    const before = known?.runId === runId ? known.commits.get(seq) : undefined;
    if (before !== undefined) return before;
    const { store } = await openRuns(context);
    known = { runId, commits: bySeq(await store.commits(runId)) };
    return known.commits.get(seq);
  };
}

function bySeq(commits: readonly EventCommit[]): ReadonlyMap<number, string> {
  return new Map(commits.map(({ seq, commit }) => [seq, commit]));
}
