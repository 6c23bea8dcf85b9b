import type { EventCommit } from '#protocol';
import { selectedEvent } from './log/selected-event.ts';
import type { Model } from './model.ts';
import type { Step } from './step.ts';
import { timeOf } from './travel/time-of.ts';

/** The commits of a run's events, as they were when git was last asked. */
export interface Commits {
  reading: boolean;
  /** The event that it was asked for, and the newest commit then. */
  askedFor: { seq: number; head?: string };
  /** How many answers in a row told nothing new. */
  vain: number;
  /** By seq. */
  names: ReadonlyMap<number, string>;
}

/** A run without a branch, or without git, is not asked about for ever. */
const MOST_VAIN = 3;

/**
 * Asks for the commit of the event that is shown: for those of all events at once, since that is how git answers, and again only
 * where one is shown that was not committed then.
 */
export function wantCommits(step: Step): Step {
  const { model, effects } = step;
  const { run } = model;
  const seq = shownSeq(model);
  if (!run || seq === undefined) return step;
  const { head } = run.feed;
  const before = run.commits ?? { reading: false, vain: 0, names: new Map<number, string>() };
  if (before.reading || before.names.has(seq) || before.vain >= MOST_VAIN) return step;
  const asked = 'askedFor' in before ? before.askedFor : undefined;
  if (asked?.seq === seq && asked.head === head) return step;
  const askedFor = { seq, ...(head !== undefined && { head }) };
  return {
    model: { ...model, run: { ...run, commits: { ...before, reading: true, askedFor } } },
    effects: [...effects, { kind: 'commits', runId: run.runId }],
  };
}

/**
 * The event whose commit is on the screen: that of time travel, or the one selected in the log. While the log of a run at work is
 * followed there is none: nobody can read it.
 */
function shownSeq(model: Model): number | undefined {
  const { run, view } = model;
  if (run?.travel && timeOf(model) === 'history') return run.travel.seq;
  if (view !== 'log' || !run?.log || (run.log.follow && run.feed.holder?.alive)) return undefined;
  return selectedEvent(run)?.seq;
}

/** Takes in what was asked for. @param commits None where git could not tell. */
export function takeCommits(model: Model, runId: string, commits: readonly EventCommit[]): Model {
  const { run } = model;
  if (run?.runId !== runId || !run.commits) return model;
  const { askedFor, vain, names: before } = run.commits;
  const isNew = commits.length > before.size;
  const names = isNew ? new Map(commits.map(({ seq, commit }) => [seq, commit])) : before;
  return { ...model, run: { ...run, commits: { reading: false, askedFor, vain: isNew ? 0 : vain + 1, names } } };
}
