import type { ProjectFeed, RunFeed } from '#app';
import { countText, isRunFinal } from '#protocol';
import { standing } from './linear/lines.ts';

/** What is left to say on the normal screen: which run was shown, where it stands, how to come back to it. */
export function summaryOf({
  run,
  project,
}: {
  run?: { feed: RunFeed } | undefined;
  project: ProjectFeed;
}): string | undefined {
  if (run) {
    const { feed } = run;
    if (feed.phase === 'gone') return standing(feed);
    const goesOn = feed.holder?.alive === true && !isRunFinal(feed.state.status);
    return `${standing(feed)}; ${goesOn ? 'it goes on, and ' : ''}rye tui ${feed.runId} shows it again`;
  }
  const { rows } = project;
  if (rows.length === 0) return undefined;
  const alive = rows.filter(({ status }) => status === 'running' || status === 'waiting').length;
  return `${countText(rows.length, 'run')}, ${alive} of them at work; rye tui shows them again`;
}
