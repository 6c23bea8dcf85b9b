import type { Model } from '../model.ts';
import type { Step } from '../step.ts';
import { showView } from './views.ts';

/**
 * Shows the board of the open run, or of the selected one where none is open; its columns and gates may have been changed
 * since they were read last.
 */
export function showBoard(model: Model): Step {
  const { model: next, effects } = showView(model, 'board');
  return { model: next, effects: next.view === 'board' ? [...effects, { kind: 'loadBoard' }] : effects };
}
