import type { RunFeed } from '#app';
import type { Event } from '#protocol';

/**
 * What the screens need of a run's events that its fold does not keep. It grows in place with the log, as the fold does:
 * no event is looked at twice.
 */
export interface RunFacts {
  runId: string;
  /** Events taken in. */
  seen: number;
  /** The newest event of each thread: its seq, and its time in epoch ms. */
  newest: Map<string, { seq: number; atMs: number }>;
  /** Actions that a rule asks about and nobody was: a grant covered them, or the run was started so. */
  autoApproved: number;
  denied: number;
}

/** Nothing yet. */
export function createRunFacts(runId: string): RunFacts {
  return { runId, seen: 0, newest: new Map(), autoApproved: 0, denied: 0 };
}

/** Takes in what is new in the feed; begins anew where the feed is about another log. */
export function takeEvents(facts: RunFacts, { runId, events }: Pick<RunFeed, 'runId' | 'events'>): RunFacts {
  const same = facts.runId === runId && facts.seen <= events.length;
  const into = same ? facts : createRunFacts(runId);
  for (let at = into.seen; at < events.length; at += 1) {
    const event = events[at];
    if (event) take(into, event);
  }
  into.seen = events.length;
  return into;
}

function take(facts: RunFacts, event: Event): void {
  facts.newest.set(event.thread, { seq: event.seq, atMs: Date.parse(event.at) });
  if (event.type === 'approval_denied') facts.denied += 1;
  else if (event.type === 'approval_granted' && (event.data.under !== undefined || event.data.by === '--approve auto'))
    facts.autoApproved += 1;
}
