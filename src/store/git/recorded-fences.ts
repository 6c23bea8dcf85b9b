import type { Event } from '#protocol';

/** From which event on which fence wrote, as the events themselves tell. */
export interface RecordedFence {
  seq: number;
  fence: number;
}

/**
 * The fences of a run's drivers. With them a branch that is made anew from the journal has the same commits as the one
 * that was lost, wherever each driver committed its own events.
 */
export function recordedFences(events: readonly Event[]): RecordedFence[] {
  const taken = events.flatMap((event) =>
    event.type === 'lease_taken' ? [{ seq: event.seq, fence: event.data.fence }] : [],
  );
  // A driver's first events come before it says that it is there, where it begins the run.
  return taken.map((each, index) => (index === 0 ? { ...each, seq: 1 } : each));
}

/** The fence under which an event was written; undefined where none is recorded. */
export function fenceOf(fences: readonly RecordedFence[], seq: number): number | undefined {
  return fences.findLast((each) => each.seq <= seq)?.fence;
}
