import type { RunFeed } from '#app';
import type { Event, EventData } from '#protocol';

/** A question that waits for somebody. */
export interface Ask {
  approval: string;
  thread: string;
  at: string;
  action: EventData<'approval_requested'>['action'];
  why?: string;
}

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
  /** By approval id. */
  asks: Map<string, Ask>;
}

/** Nothing yet. */
export function createRunFacts(runId: string): RunFacts {
  return { runId, seen: 0, newest: new Map(), asks: new Map() };
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

function take({ newest, asks }: RunFacts, event: Event): void {
  newest.set(event.thread, { seq: event.seq, atMs: Date.parse(event.at) });
  if (event.type === 'approval_requested') {
    const { approval, action, why } = event.data;
    asks.set(approval, { approval, thread: event.thread, at: event.at, action, ...(why !== undefined && { why }) });
  } else if (
    event.type === 'approval_granted' ||
    event.type === 'approval_denied' ||
    event.type === 'approval_voided'
  ) {
    asks.delete(event.data.approval);
  }
}
