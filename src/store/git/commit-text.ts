import { applyEvent, createRunState, describeEvent, type Event, type RunState, snapshotFiles } from '#protocol';

/** What a commit says, and the folded files it brings, for one event after the other. */
export interface CommitText {
  /** Takes an event into the fold, and nothing more: for those that are committed already. */
  skip(event: Event): void;
  next(event: Event): { subject: string; files: { path: string; content: string }[] };
}

const LONGEST_SUBJECT = 200;

/**
 * The words of `#protocol`'s views over the run's fold.
 *
 * History does not stop where the words do: from an event on that cannot be folded, commits say only its type and bring
 * no folded files. That too depends on nothing but the events so far.
 */
export function createCommitText(state: RunState = createRunState()): CommitText {
  let folds = true;
  const fold = (event: Event): boolean => {
    try {
      if (folds) applyEvent(state, event);
    } catch {
      folds = false;
    }
    return folds;
  };
  return {
    skip: (event) => void fold(event),
    next: (event) => {
      if (!fold(event)) return { subject: event.type, files: [] };
      return { subject: subjectOf(describeEvent(state, event), event), files: snapshotFiles(state, event) };
    },
  };
}

function subjectOf(text: string, event: Event): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > LONGEST_SUBJECT ? `${line.slice(0, LONGEST_SUBJECT - 1)}…` : line || event.type;
}

/**
 * The message of a commit: what happened in words, and trailers for scripts.
 * @param facts.events The events that the commit is the first to hold, in order; most often one.
 */
export function commitMessage(facts: { subject: string; runId: string; fence: number; events: Event[] }): string {
  const { subject, events } = facts;
  const said = `${events.length > 1 ? `${events.length} events, last: ` : ''}${subject.toWellFormed()}`;
  return `${said}\n\n${commitTrailers(facts).join('\n')}\n`;
}

/** The trailers of a commit, a line each. @param facts.events As {@link commitMessage} has them. */
export function commitTrailers(facts: { runId: string; fence: number; events: readonly Event[] }): string[] {
  const { runId, fence, events } = facts;
  const [first, last] = [events[0] as Event, events.at(-1) as Event];
  const costs = events.map(costOfEvent).filter((cost) => cost !== undefined);
  const threads = [...new Set(events.map(({ thread }) => thread.replace(/\s+/g, ' ').toWellFormed()))];
  return [
    `Rye-Run: ${runId}`,
    `Rye-Seq: ${first.seq}${last === first ? '' : `..${last.seq}`}`,
    ...threads.map((thread) => `Rye-Thread: ${thread}`),
    ...(costs.length > 0 ? [`Rye-Cost-USD: ${plainDecimal(costs.reduce((sum, cost) => sum + cost, 0))}`] : []),
    `Rye-Fence: ${fence}`,
  ];
}

function costOfEvent(event: Event): number | undefined {
  return event.type === 'model_call_completed' || event.type === 'model_call_failed' ? event.data.cost_usd : undefined;
}

/** Money has at most nine decimals; `String` would write a small amount with an exponent. */
function plainDecimal(usd: number): string {
  return usd.toFixed(9).replace(/\.?0+$/, '') || '0';
}
