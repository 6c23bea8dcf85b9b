import { foldRun, RyeError } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openProject } from '../open-project.ts';
import { type Steered, steerRun, type Wish } from '../steer-run.ts';

/** What came of an answer. */
export interface Answered extends Steered {
  /** Nobody drove the run: it stood until somebody answered, and goes on now. */
  resumed: boolean;
}

/** Does one thing of a run after the other, each once what was before it has come to its end. */
export function oneByOne(): <Result>(runId: string, act: () => Promise<Result>) => Promise<Result> {
  const underWay = new Map<string, Promise<unknown>>();
  return async (runId, act) => {
    const before = underWay.get(runId) ?? Promise.resolve();
    const own = before.then(act, act);
    underWay.set(runId, own);
    try {
      return await own;
    } finally {
      if (underWay.get(runId) === own) underWay.delete(runId);
    }
  };
}

/**
 * Answers a question, whoever drives the run. A driver ends where nothing of its run can move before somebody answers: such
 * a run is taken up again. One that was interrupted, or that somebody paused, is not.
 * @param resume Lets the run go on.
 * @throws {RyeError} nothing came of it
 */
export async function answerQuestion(
  context: AppContext,
  runId: string,
  wish: Wish,
  resume: () => Promise<void>,
): Promise<Answered> {
  const { store } = await openProject(context);
  // Whoever records the answer takes the run over for a moment: after it, nothing says how it stood.
  const { status } = foldRun(await store.read(runId));
  const steered = await steerRun(context, runId, wish);
  const resumed = steered.by === 'asker' && status === 'waiting' && (await resumedBy(resume));
  return { ...steered, resumed };
}

/** Somebody else may have taken it up in the same moment, or two answers came together. */
async function resumedBy(resume: () => Promise<void>): Promise<boolean> {
  try {
    await resume();
    return true;
  } catch (error) {
    if (error instanceof RyeError) return false;
    throw error;
  }
}
