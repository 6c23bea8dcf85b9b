import { updateOverlay } from '../../overlays/overlay.ts';
import type { OverlayEvent } from '../../overlays/step.ts';
import type { Model } from '../model.ts';
import { type Step, still } from '../step.ts';
import { meetDemand } from './meet-demand.ts';
import { surroundingsOf } from './surroundings-of.ts';

/** The topmost overlay gets a key or a paste; what it demands is met once it is closed, or goes on. */
export function giveToOverlay(model: Model, event: OverlayEvent): Step {
  const top = model.overlays.at(-1);
  if (!top) return still(model);
  const { overlay, demands } = updateOverlay(top, event, surroundingsOf(model));
  const below = model.overlays.slice(0, -1);
  let step = still({ ...model, overlays: overlay ? [...below, overlay] : below });
  for (const demand of demands) {
    const { model: next, effects } = meetDemand(step.model, demand);
    step = { model: next, effects: [...step.effects, ...effects] };
  }
  return step;
}
