import type { Event } from '#protocol';
import { runGit } from '../git/run-git.ts';
import { type JournalPlace, readJournal } from '../journal/read-journal.ts';

/**
 * Begins the branch of a fork at the commit that it was forked from, where that is not done yet.
 * @returns the commit; undefined where the run is no fork, or the commit is gone: then its branch is made from the journal
 */
export async function beginForkBranch(gitDir: string, place: JournalPlace): Promise<string | undefined> {
  const forked = readJournal(place).events.findLast(isFork);
  if (forked?.data.run_id !== place.runId) return undefined;
  const commit = forked.data.from_commit;
  const found = await runGit({ gitDir }, ['cat-file', '-e', `${commit}^{commit}`], { allow: [1, 128] });
  if (found.exit !== 0) return undefined;
  const create = ['update-ref', `refs/heads/${place.runId}`, commit, ''];
  await runGit({ gitDir }, create, { config: ['core.fsync=committed'] });
  return commit;
}

function isFork(event: Event): event is Extract<Event, { type: 'run_forked' }> {
  return event.type === 'run_forked';
}
