import type { Queue } from '../../overlays/queue/queue.ts';
import type { Model } from '../model.ts';

/** Changes the queue, where it is open. */
export function inQueue(model: Model, change: (queue: Queue) => Queue): Model {
  if (!model.overlays.some(({ kind }) => kind === 'queue')) return model;
  return {
    ...model,
    overlays: model.overlays.map((overlay) => (overlay.kind === 'queue' ? change(overlay) : overlay)),
  };
}
