import { isRunFinal } from '#protocol';
import { openPrompt } from '../../overlays/prompt/prompt.ts';
import { sanitize } from '../../text/index.ts';
import { columnsOf, selectedCard } from '../board/columns.ts';
import { gateAhead } from '../board/gate-ahead.ts';
import type { Model } from '../model.ts';
import { nothingSelected, type Step, say, still } from '../step.ts';
import { withOverlay } from './with-overlay.ts';

/** Asks before the selected card goes to the next column, or what is to be mended before it goes back to the one before. */
export function askToMove(model: Model, way: 'advance' | 'sendBack'): Step {
  const { run, board } = model;
  const card = selectedCard(model);
  if (!run || !card) return nothingSelected(model);
  const { runId } = run;
  if (isRunFinal(run.feed.state.status))
    return still(say(model, sanitize(`${runId} has ended: its cards stay where they are`)));
  if (!board.rules) return still(say(model, sanitize(board.problem ?? 'the board is still being read')));
  const { id, column: from } = card;
  if (way === 'sendBack') {
    const columns = columnsOf(model);
    const to = columns[columns.indexOf(from) - 1];
    if (to === undefined) return still(say(model, sanitize(`${id} is in ${from}, the first column`)));
    return still(withOverlay(model, openPrompt('sendBack', { runId, card: { id, from, to } })));
  }
  const ahead = gateAhead(card, board.rules);
  if (!ahead) return still(say(model, sanitize(`${id} is in ${from}, the last column`)));
  const { next: to, isRed } = ahead;
  return still(withOverlay(model, { kind: 'moveCard', runId, card: id, from, to, isRed, said: 'nothing' }));
}
