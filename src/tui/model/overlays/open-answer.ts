import type { Target } from '../../overlays/demand.ts';
import { openQueue } from '../../overlays/queue/queue.ts';
import { sanitize } from '../../text/index.ts';
import { labelOf } from '../label-of.ts';
import type { Model } from '../model.ts';
import { questionAt, waitingQuestions } from '../questions.ts';
import { say } from '../step.ts';
import { withOverlay } from './with-overlay.ts';

/** Opens the queue at what the selection asks; where it asks nothing, says who does. */
export function openAnswer(model: Model, target: Target | undefined): Model {
  if (!target) return say(model, 'nothing is selected');
  const question = questionAt(model, target.runId, target.thread);
  if (question) return withOverlay(model, openQueue(question));
  const thread = model.run?.feed.state.threads.get(target.thread ?? '');
  const others = waitingQuestions(model).length;
  const who = sanitize(thread ? labelOf(thread) : target.runId, 100);
  return say(
    model,
    `${who} asks nothing${others === 0 ? '' : `; A shows the ${others} that ${others === 1 ? 'does' : 'do'}`}`,
  );
}
