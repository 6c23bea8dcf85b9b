import type { Event } from '../events/index.ts';

/** A stretch of a history that one run wrote. */
export interface RunStretch {
  runId: string;
  /** Seq of its last event; the last stretch goes on. */
  to: number;
}

/**
 * Which run wrote which events: the history of a fork begins as that of another run, and is its own from `run_forked` on.
 * @returns in order; one stretch for a run that is no fork
 */
export function stretchesOf(events: readonly Event[]): RunStretch[] {
  const stretches: RunStretch[] = [];
  for (const event of events) {
    const runId = startedAs(event);
    if (runId === undefined) continue;
    const before = stretches.at(-1);
    if (before) before.to = event.seq - 1;
    stretches.push({ runId, to: Number.POSITIVE_INFINITY });
  }
  return stretches;
}

/** The run that wrote an event. */
export function writerOf(stretches: readonly RunStretch[], seq: number): string | undefined {
  return stretches.find(({ to }) => seq <= to)?.runId;
}

/** The events that the run itself wrote: of a fork those from its point on. */
export function ownEvents(events: readonly Event[]): readonly Event[] {
  const [before] = stretchesOf(events).slice(-2, -1);
  return before ? events.slice(before.to) : events;
}

/** How many events, from the first on, two runs share because one was forked from the other, or both from a third. */
export function sharedEvents(a: readonly RunStretch[], b: readonly RunStretch[]): number {
  let shared = 0;
  for (const [index, { runId, to }] of a.entries()) {
    const other = b[index];
    if (other?.runId !== runId) break;
    shared = Math.min(to, other.to);
    if (to !== other.to) break;
  }
  return shared;
}

function startedAs({ type, data }: Event): string | undefined {
  return type === 'run_started' || type === 'run_forked' ? data.run_id : undefined;
}
