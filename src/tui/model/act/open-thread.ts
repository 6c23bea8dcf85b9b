import type { Model } from '../model.ts';
import { reflow } from '../reflow.ts';
import type { Step } from '../step.ts';
import { clearFilter } from './filter-list.ts';
import { openRun } from './open-run.ts';

/** Shows a thread in the tree of its run, whichever run is open now. */
export function openThread(model: Model, seek: { runId: string; thread: string }): Step {
  const { model: opened, effects } = openRun(model, seek.runId);
  if (effects.length > 0) return { model: { ...opened, seek }, effects };
  return { model: reflow({ ...clearFilter(opened), seek }), effects };
}
