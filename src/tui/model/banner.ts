import { isRunFinal } from '#protocol';
import { sanitize } from '../text/index.ts';
import { ageText } from './age-text.ts';
import type { Model } from './model.ts';

/** What is wrong with what is shown, in one line under the header; `undefined` where nothing is. */
export function bannerOf(model: Model): string | undefined {
  const { run, project } = model;
  if (model.view === 'runs' || !run) {
    if (project.phase === 'lost') return `the project's runs cannot be read: ${plain(project.problem?.message)}`;
    return project.pollingMs === undefined ? undefined : pollingText(project.pollingMs);
  }
  const { feed } = run;
  if (feed.phase === 'gone') return `${run.runId} is gone: its record was removed while it was shown`;
  if (feed.phase === 'lost')
    return `${run.runId} cannot be read: ${plain(feed.problem?.message)}  rye doctor says more`;
  return interruptedText(model) ?? (feed.pollingMs === undefined ? undefined : pollingText(feed.pollingMs));
}

/** Says since when nobody drives the open run, where it had not ended. */
function interruptedText({ run, nowMs }: Model): string | undefined {
  if (run?.feed.phase !== 'ready') return undefined;
  const { state, holder } = run.feed;
  if (state.startedAt === undefined || isRunFinal(state.status) || holder?.alive === true) return undefined;
  if (state.status === 'blocked') return 'blocked: five recoveries in a row failed; rye doctor says more';
  const open = [...state.threads.values()].filter(({ endedAt }) => endedAt === undefined).length;
  const since = state.lastAt === undefined ? '' : ` ${ageText(nowMs - Date.parse(state.lastAt))} ago`;
  const who = holder === undefined ? 'nobody drives it' : `pid ${holder.pid} dead`;
  if (state.status === 'paused') return `paused${since}, ${open} of ${state.threads.size} threads unfinished, r resume`;
  return `interrupted${since} (${who}), ${open} of ${state.threads.size} threads unfinished, r resume`;
}

function pollingText(ms: number): string {
  return `polling every ${Math.round(ms / 100) / 10} s: changes of files are not reported here`;
}

function plain(text = 'no reason is known'): string {
  return sanitize(text);
}
