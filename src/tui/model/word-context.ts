import type { RunScreen } from './model.ts';
import { runQuestions } from './questions.ts';
import type { WordContext } from './thread-word.ts';
import { timeOfScreen } from './travel/time-of.ts';

/** What a word depends on, for the threads of a run. */
export function wordContext(run: RunScreen, nowMs: number): WordContext {
  const asking = new Set(runQuestions(run.feed).map(({ thread }) => thread));
  return {
    state: run.feed.state,
    facts: run.facts,
    nowMs: timeOfScreen(run, nowMs),
    driven: run.feed.holder?.alive === true,
    asking,
  };
}
