import { countText, isRunFinal } from '#protocol';
import { sanitize } from '../text/index.ts';
import { agoText } from './age-text.ts';
import type { Model } from './model.ts';
import { runQuestions } from './questions.ts';
import { timeOf } from './travel/time-of.ts';

/** What is wrong with what is shown, in one line under the header; `undefined` where nothing is. */
export function bannerOf(model: Model): string | undefined {
  const { run, project } = model;
  if (model.view === 'runs' || !run) {
    if (project.phase !== 'lost') return diskText(model);
    return `the project's runs cannot be read: ${plain(project.problem?.message)}`;
  }
  if (timeOf(model) === 'history') return undefined;
  const { feed } = run;
  if (feed.phase === 'gone') return `${run.runId} is gone: its record was removed while it was shown`;
  if (feed.phase === 'lost') {
    return `${run.runId} cannot be read: ${plain(feed.problem?.message)}; rye doctor says more`;
  }
  return interruptedText(model) ?? elsewhereText(model) ?? blockedText(model) ?? diskText(model);
}

/** Runs are written until nothing more fits. */
function diskText({ project: { lowDisk } }: Model): string | undefined {
  if (!lowDisk) return undefined;
  const megabytes = Math.floor(lowDisk.bytes / 1024 / 1024);
  return `disk low: ${megabytes} MB left for ${plain(lowDisk.path)}; a run that finds none stops, and can be resumed`;
}

/** A run that another machine drives can be read and not steered: what is wished here is not seen there. */
function elsewhereText({ run, machine }: Model): string | undefined {
  const { holder, state } = run?.feed ?? {};
  if (machine === undefined || !holder?.alive || holder.host === machine) return undefined;
  if (state && isRunFinal(state.status)) return undefined;
  return `read-only: held by pid ${holder.pid} on ${plain(holder.host)}`;
}

/** Said where nothing goes on because every thread at work waits to ask its provider again. */
function blockedText({ run, nowMs }: Model): string | undefined {
  let until = Number.POSITIVE_INFINITY;
  let failure: string | undefined;
  for (const { status, retryAt, lastFailure } of run?.feed.state.threads.values() ?? []) {
    if (status !== 'running') continue;
    const atMs = retryAt === undefined ? 0 : Date.parse(retryAt);
    if (atMs <= nowMs) return undefined;
    if (atMs < until)
      failure = `${lastFailure?.status ?? lastFailure?.code ?? 'failed'}: ${lastFailure?.message ?? ''}`;
    until = Math.min(until, atMs);
  }
  if (failure === undefined) return undefined;
  return `every thread waits for its provider, the next asks in ${Math.ceil((until - nowMs) / 1000)} s (${plain(failure)})`;
}

/** Says since when nobody drives the open run, where it had not ended. */
function interruptedText(model: Model): string | undefined {
  const { run, nowMs, size } = model;
  if (run?.feed.phase !== 'ready') return undefined;
  const { state, holder } = run.feed;
  if (state.startedAt === undefined || isRunFinal(state.status) || holder?.alive === true) return undefined;
  if (state.status === 'blocked') return 'blocked: five recoveries in a row failed; rye doctor says more';
  const open = [...state.threads.values()].filter(({ endedAt }) => endedAt === undefined).length;
  const since = state.lastAt === undefined ? '' : ` ${agoText(nowMs - Date.parse(state.lastAt))}`;
  const counts = `, ${open} of ${state.threads.size} threads unfinished`;
  if (state.status === 'paused') return `paused${since}${counts}, r resume`;
  if (state.status === 'waiting') return waitingText(model, since);
  const who = holder === undefined ? ' (nobody drives it)' : ` (pid ${holder.pid} dead)`;
  // What is to be done stays, where there is not room for all of it.
  const texts = [who + counts, counts, ''].map((facts) => `interrupted${since}${facts}, r resume`);
  return texts.find((text) => text.length <= size.columns - MARK_CELLS) ?? texts.at(-1);
}

/** Nothing of the open run moves before somebody answers. */
function waitingText(model: Model, since: string): string {
  const count = model.run ? runQuestions(model.run.feed).length : 0;
  return `waits${since} for ${countText(count, 'answer')}: A shows ${count === 1 ? 'it' : 'them'}, and the run goes on with the first`;
}

/** Cells of the mark before a banner. */
const MARK_CELLS = 3;

function plain(text = 'no reason is known'): string {
  return sanitize(text);
}
