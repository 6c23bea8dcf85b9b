import { isFinal } from '#protocol';
import { openConfirm } from '../../overlays/confirm/confirm.ts';
import type { Target } from '../../overlays/demand.ts';
import { sanitize } from '../../text/index.ts';
import { labelOf } from '../label-of.ts';
import type { Model } from '../model.ts';
import { type Step, say, still } from '../step.ts';
import { withOverlay } from './with-overlay.ts';

/** Asks before something ends for good; of what has ended already there is nothing to ask. */
export function askToEnd(model: Model, wish: 'cancel' | 'kill', target: Target | undefined): Step {
  if (!target) return still(say(model, 'nothing is selected that could be ended'));
  const ended = endOf(model, target);
  if (ended !== undefined) return still(say(model, sanitize(`${ended}: there is nothing to ${wish}`)));
  return still(withOverlay(model, openConfirm(wish, target)));
}

const RUN_ENDS: ReadonlySet<string> = new Set(['completed', 'error', 'cancelled', 'lost']);

/** How a target has ended, in words; undefined where it has not. */
export function endOf({ run, project }: Model, { runId, thread: threadId }: Target): string | undefined {
  const state = run?.runId === runId ? run.feed.state : undefined;
  const thread = state?.threads.get(threadId ?? state.root ?? '');
  if (thread) return isFinal(thread.status) ? `${labelOf(thread)} has ended, it is ${thread.status}` : undefined;
  const status = project.rows.find(({ run_id }) => run_id === runId)?.status;
  return status !== undefined && RUN_ENDS.has(status) ? `${runId} has ended, it is ${status}` : undefined;
}
