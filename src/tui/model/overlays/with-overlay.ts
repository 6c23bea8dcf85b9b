import type { Overlay } from '../../overlays/overlay.ts';
import type { Model } from '../model.ts';

/** Puts an overlay on top of what is open. */
export function withOverlay(model: Model, overlay: Overlay): Model {
  return { ...model, overlays: [...model.overlays, overlay] };
}
