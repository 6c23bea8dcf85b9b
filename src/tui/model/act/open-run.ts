import type { Model } from '../model.ts';
import { doing, type Step, still } from '../step.ts';

/** Shows the threads of a run, which is watched from then on. */
export function openRun(model: Model, runId: string): Step {
  if (model.run?.runId === runId) return still({ ...model, view: 'threads', pane: 'threads', zoomed: false });
  return doing(model, { kind: 'openRun', runId });
}
