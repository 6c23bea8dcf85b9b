import type { RunFeed } from '#app';
import { type Event, foldRun, isoTime } from '#protocol';
import type { Timed } from './record-run.ts';

/** The log that a store would make of it. @param startMs Epoch ms. */
export function eventsOf(timed: readonly Timed[], startMs = Date.UTC(2026, 2, 4, 11, 36)): Event[] {
  return timed.map(
    ({ atMs, draft }, index) => ({ v: 1, seq: index + 1, at: isoTime(startMs + atMs), ...draft }) as Event,
  );
}

/** What a watcher would publish of a run that a live process drives. */
export function feedOf(runId: string, events: readonly Event[], facts: Partial<RunFeed> = {}): RunFeed {
  return {
    runId,
    phase: 'ready',
    state: foldRun(events),
    events,
    live: new Map(),
    holder: { pid: 812, host: 'here', fence: 1, since: '2026-03-04T11:36:00.000Z', alive: true },
    ...facts,
  };
}
