import type { Model } from '../model.ts';
import type { Step } from '../step.ts';
import { selectedEvent } from './selected-event.ts';

/**
 * Asks which commit holds the selected event, one at a time, so that running through a long log asks only about the event
 * that one stops at. One that is not in git yet is asked about again when there is a newer commit. While the log of a run
 * at work is followed nothing is asked: nobody can read it, and git would have to list all commits each time.
 */
export function wantCommit(step: Step): Step {
  const { model, effects } = step;
  const { view, run } = model;
  if (view !== 'log' || !run?.log || run.log.commit?.reading) return step;
  const event = selectedEvent(run);
  if (!event || (run.log.follow && run.feed.holder?.alive)) return step;
  const { commit } = run.log;
  const { head } = run.feed;
  if (commit?.seq === event.seq && (commit.known !== undefined || commit.head === head)) return step;
  const asked = { seq: event.seq, head, reading: true };
  return {
    model: { ...model, run: { ...run, log: { ...run.log, commit: asked } } },
    effects: [...effects, { kind: 'findCommit', runId: run.runId, seq: event.seq }],
  };
}

/** Takes in what was asked for; what was asked of another run, or before it was opened again, is of no use any more. */
export function takeCommit(
  model: Model,
  { runId, seq, commit }: { runId: string; seq: number; commit?: string },
): Model {
  const { run } = model;
  const asked = run?.log?.commit;
  if (!run?.log || run.runId !== runId || asked?.seq !== seq) return model;
  const answered = { ...asked, reading: false, ...(commit !== undefined && { known: commit }) };
  return { ...model, run: { ...run, log: { ...run.log, commit: answered } } };
}
