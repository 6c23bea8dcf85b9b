import type { ProjectFeed, RunFeed } from '#app';
import { byAge, type Question, questionsOf } from '#protocol';
import type { Model, RunScreen } from './model.ts';
import { questionKey } from './question-key.ts';
import type { Step } from './step.ts';

const NONE: readonly Question[] = [];

/** By publication: what its state says by then is the same for every frame. */
const ofRuns = new WeakMap<RunFeed, readonly Question[]>();

/** What the open run asks. A log that is still being read asks nothing: what it says next may be the answer. */
export function runQuestions(feed: RunFeed): readonly Question[] {
  if (feed.phase !== 'ready') return NONE;
  const known = ofRuns.get(feed) ?? questionsOf(feed.state);
  ofRuns.set(feed, known);
  return known;
}

const together = new WeakMap<ProjectFeed, { feed: RunFeed | undefined; questions: readonly Question[] }>();

/** Every question of the project that waits, the oldest first. Of the open run its own log is asked: it is ahead. */
export function waitingQuestions({
  run,
  project,
}: {
  run?: Pick<RunScreen, 'feed' | 'travel'> | undefined;
  project: ProjectFeed;
}): readonly Question[] {
  // Whoever looks at an earlier event is asked what is asked now.
  const feed = run?.travel?.now.feed ?? run?.feed;
  const known = together.get(project);
  if (known && known.feed === feed) return known.questions;
  const all = project.questions ?? NONE;
  const isAhead = feed?.phase === 'ready' || feed?.phase === 'gone';
  const questions =
    feed && isAhead ? [...all.filter(({ runId }) => runId !== feed.runId), ...runQuestions(feed)].toSorted(byAge) : all;
  together.set(project, { feed, questions });
  return questions;
}

/**
 * Rings once for what waits and was not there before. What comes while the project is still being read has waited before
 * this cockpit began: it rings once in all.
 */
export function ringForNew(step: Step): Step {
  const { model, effects } = step;
  if (model.project.phase === 'loading') return step;
  const fresh = waitingQuestions(model)
    .map(questionKey)
    .filter((key) => !model.rungFor.has(key));
  if (fresh.length === 0) return step;
  return {
    model: { ...model, rungFor: new Set([...model.rungFor, ...fresh]) },
    effects: [...effects, { kind: 'ring' }],
  };
}

/** The question of a thread, else of the first one below it that asks. */
export function questionAt(model: Model, runId: string, threadId?: string): Question | undefined {
  const questions = waitingQuestions(model).filter((question) => question.runId === runId);
  if (threadId === undefined) return questions[0];
  const place = model.run?.runId === runId ? model.run.feed.state.threads.get(threadId)?.place : undefined;
  return (
    questions.find(({ thread }) => thread === threadId) ??
    questions.find((question) => place !== undefined && question.place.startsWith(`${place}/`))
  );
}
