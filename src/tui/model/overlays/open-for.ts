import type { Action } from '../../keys/entry.ts';
import type { Target } from '../../overlays/demand.ts';
import { openFork } from '../../overlays/fork/fork.ts';
import { openHelp } from '../../overlays/help/help.ts';
import { resumeMenu } from '../../overlays/menu/resume-menu.ts';
import { yankMenu } from '../../overlays/menu/yank-menu.ts';
import type { Overlay } from '../../overlays/overlay.ts';
import { openOwnLog } from '../../overlays/own-log/own-log.ts';
import { openPrompt } from '../../overlays/prompt/prompt.ts';
import { openQueue } from '../../overlays/queue/queue.ts';
import { openTotals } from '../../overlays/totals/totals.ts';
import { openPalette } from '../../palette/palette.ts';
import type { Model } from '../model.ts';
import { waitingQuestions } from '../questions.ts';
import { screenOf } from '../screens/screens.ts';
import { doing, type Step, still } from '../step.ts';
import { timeOf } from '../travel/time-of.ts';
import { askToEnd, endOf } from './ask-to-end.ts';
import { askToMove } from './ask-to-move.ts';
import { openAnswer } from './open-answer.ts';
import { targetOf } from './surroundings-of.ts';
import { withOverlay } from './with-overlay.ts';

/** What an action opens over the views; undefined where it opens nothing, or there is nothing it could be about. */
export function openFor(model: Model, action: Action): Step | undefined {
  // What is copied of a comparison is the patch.
  if (action === 'yank' && model.view === 'diff') return undefined;
  // What a directive says may have changed since it was read last.
  if (action === 'palette') return doing(withOverlay(model, openPalette()), { kind: 'loadDirectives' });
  if (action === 'kill') return askToEnd(model, 'kill', targetOf(model));
  if (action === 'advance' || action === 'sendBack') return askToMove(model, action);
  if (action === 'answer') return still(openAnswer(model, targetOf(model)));
  const overlay = overlayFor(model, action);
  return overlay && still(withOverlay(model, overlay));
}

function overlayFor(model: Model, action: Action): Overlay | undefined {
  const target = targetOf(model);
  const { yank } = screenOf(model);
  switch (action) {
    case 'help':
      return openHelp();
    case 'ownLog':
      return openOwnLog();
    case 'totals':
      return model.run && openTotals();
    case 'fork':
      return model.run?.travel && openFork(model.run.runId, model.run.travel.seq);
    case 'approvals':
      return openQueue(waitingQuestions(model)[0]);
    case 'budget':
      return (
        target &&
        openPrompt(endOf(model, { runId: target.runId }) !== undefined ? 'resumeBudget' : 'raiseBudget', target)
      );
    case 'yank':
      if (yank) return yank(model);
      return target && copyMenu(model, target);
    case 'resume':
      return (
        target &&
        resumeMenu(
          target,
          model.project.rows.find(({ run_id }) => run_id === target.runId),
        )
      );
    default:
      return undefined;
  }
}

/** Of the open run all that is shown of it, as it is or as it was. */
function copyMenu(model: Model, target: Target): Overlay {
  const state = model.run?.runId === target.runId ? model.run.feed.state : undefined;
  return yankMenu(target, state, timeOf(model) === 'history' ? state?.seq : undefined);
}
