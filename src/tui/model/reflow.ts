import type { Model } from './model.ts';
import { screens } from './screens/screens.ts';

/** Brings the rows and selections of every view in line with feeds, filters, folds and size. */
export function reflow(model: Model): Model {
  return Object.values(screens).reduce((next, screen) => screen.reflow(next), model);
}
