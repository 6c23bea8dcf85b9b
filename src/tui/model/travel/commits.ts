import type { EventCommit } from '#protocol';
import type { Model } from '../model.ts';
import type { Step } from '../step.ts';
import { timeOf } from './time-of.ts';

/** The commits of a run's events, as they were when git was last asked. */
export interface Commits {
  reading: boolean;
  /** The event that it was asked for. */
  askedFor: number;
  /** How many answers in a row told nothing new. */
  vain: number;
  /** Short names, by seq. */
  names: ReadonlyMap<number, string>;
}

const SHORT = 7;

/** A run without a branch, or without git, is not asked about for ever. */
const MOST_VAIN = 3;

/**
 * Asks for the commit of the event that is shown: for those of all events at once, and again only where one is shown that
 * was not committed then. Until it has come, none is said.
 */
export function wantCommits(step: Step): Step {
  const { model, effects } = step;
  const { run } = model;
  if (!run?.travel || timeOf(model) !== 'history') return step;
  const { seq } = run.travel;
  const before = run.commits ?? { reading: false, askedFor: 0, vain: 0, names: new Map<number, string>() };
  if (before.reading || before.names.has(seq) || before.askedFor === seq || before.vain >= MOST_VAIN) return step;
  return {
    model: { ...model, run: { ...run, commits: { ...before, reading: true, askedFor: seq } } },
    effects: [...effects, { kind: 'commits', runId: run.runId }],
  };
}

/** Takes in what was asked for. @param commits None where git could not tell. */
export function takeCommits(model: Model, runId: string, commits: readonly EventCommit[]): Model {
  const { run } = model;
  if (run?.runId !== runId || !run.commits) return model;
  const { askedFor, vain, names: before } = run.commits;
  const isNew = commits.length > before.size;
  const names = isNew ? new Map(commits.map(({ seq, commit }) => [seq, commit.slice(0, SHORT)])) : before;
  return { ...model, run: { ...run, commits: { reading: false, askedFor, vain: isNew ? 0 : vain + 1, names } } };
}
