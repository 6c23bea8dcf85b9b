import type { Action } from '../keys/table.ts';
import type { Model } from '../model/model.ts';
import type { Overlay } from '../model/overlay.ts';

/** What an action opens over the frame; an opener that returns nothing leaves the action to do what it does without. */
export const openers: Partial<Record<Action, (model: Model) => Overlay | undefined>> = {};
