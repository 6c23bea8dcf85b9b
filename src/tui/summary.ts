import type { ProjectFeed, RunFeed } from '#app';
import { countText, isRunFinal, runBudget, runCost, shownStatus, usdText } from '#protocol';

/** What is left to say on the normal screen: which run was shown, where it stands, how to come back to it. */
export function summaryOf({
  run,
  project,
}: {
  run?: { feed: RunFeed; travel?: { now: { feed: RunFeed } } } | undefined;
  project: ProjectFeed;
}): string | undefined {
  if (run) return runSummary((run.travel?.now ?? run).feed);
  const { rows } = project;
  if (rows.length === 0) return undefined;
  const alive = rows.filter(({ status }) => status === 'running' || status === 'waiting').length;
  return `${countText(rows.length, 'run')}, ${alive} of them at work  rye tui`;
}

function runSummary({ runId, phase, state, holder }: RunFeed): string {
  if (phase === 'gone') return `${runId}  gone: its files and its branch were removed`;
  if (phase !== 'ready') return `${runId}  rye tui ${runId}`;
  const driven = holder?.alive === true;
  const limit = runBudget(state)?.limit_usd;
  const money = `${usdText(runCost(state).usd)}${limit === undefined ? '' : ` of ${usdText(limit)}`}`;
  const simulated = state.started?.simulated ? ' (simulated)' : '';
  return `${runId}  ${shownStatus(state, driven)}${driven && !isRunFinal(state.status) ? ', goes on' : ''}  ${money}${simulated}  rye tui ${runId}`;
}
