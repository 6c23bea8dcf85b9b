import type { Event } from '#protocol';
import type { RunScreen } from '../model.ts';

/** The event that is selected in the log of a run. */
export function selectedEvent({ log }: RunScreen): Event | undefined {
  return log && eventOfRow(log.rows, log.scroll.index);
}

/** The event of a row. */
export function eventOfRow(
  { events, at }: { events: readonly Event[]; at: readonly number[] },
  row: number,
): Event | undefined {
  const index = at[row];
  return index === undefined ? undefined : events[index];
}
