import type { Action } from '../../keys/entry.ts';
import { keyTable } from '../../keys/table.ts';
import type { Effect } from '../effect.ts';
import type { Model } from '../model.ts';
import { type Step, say, still } from '../step.ts';
import { timeOf } from './time-of.ts';

/** Actions that are about the run as it is. */
const NOW: ReadonlySet<Action> = new Set(keyTable.filter(({ when }) => when === 'now').map(({ action }) => action));

/** True for what cannot be done to a run that is shown as it was. */
export function isPast(model: Model, action: Action): boolean {
  return action !== 'back' && NOW.has(action) && timeOf(model) === 'history';
}

/** Says why nothing is done. */
export function refusePast(model: Model): Step {
  return still(say(model, 'READ-ONLY: esc returns to now'));
}

/** Lets nothing through that would steer a run which is shown as it was, whichever way it was asked for. */
export function keepPast(before: Model, step: Step): Step {
  const runId = before.run?.runId;
  if (timeOf(before) !== 'history') return step;
  const effects = step.effects.filter((effect) => !steers(effect, runId));
  return effects.length === step.effects.length ? step : { model: refusePast(step.model).model, effects };
}

function steers(effect: Effect, runId: string | undefined): boolean {
  return (effect.kind === 'steer' || effect.kind === 'resume') && effect.runId === runId;
}
