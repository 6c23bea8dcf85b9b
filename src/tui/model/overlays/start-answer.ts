import { refusedAt } from '../../overlays/fork/fork.ts';
import type { Overlay } from '../../overlays/overlay.ts';
import { refuseForm } from '../../overlays/start/update-form.ts';
import { sanitize } from '../../text/index.ts';
import type { Model } from '../model.ts';
import { say } from '../step.ts';

/** Nothing was started: the form that asked says why, or, where it was left, the message line does. */
export function refuseStart(model: Model, reason: string): Model {
  const waits = model.overlays.some((overlay) => overlay.kind === 'start' && isWaiting(overlay));
  if (!waits) return say(model, sanitize(reason), 'error');
  const overlays = model.overlays.map((overlay) =>
    overlay.kind === 'start' && overlay.sending ? refuseForm(overlay, reason) : overlay,
  );
  return { ...model, overlays };
}

/** There is no fork: the dialog that asked says why and where else it could be made, or, where it was left, the message line. */
export function refuseFork(model: Model, reason: string, nearest: readonly number[]): Model {
  if (!model.overlays.some((overlay) => overlay.kind === 'fork' && overlay.sending))
    return say(model, sanitize(reason), 'error');
  const overlays = model.overlays.map((overlay) =>
    overlay.kind === 'fork' && overlay.sending ? refusedAt(overlay, reason, nearest) : overlay,
  );
  return { ...model, overlays };
}

/** The run is there: the form that asked for it goes. */
export function startAnswered(model: Model): Model {
  return { ...model, overlays: model.overlays.filter((overlay) => !isWaiting(overlay)) };
}

function isWaiting(overlay: Overlay): boolean {
  return (overlay.kind === 'start' || overlay.kind === 'fork') && overlay.sending;
}
