import type { Event, StoreReader } from '#protocol';
import { UsageError } from './errors.ts';

/** A run at one of its events; without one, as it stands. */
export interface RunPoint {
  runId: string;
  seq?: number;
}

/** `RUN` or `RUN@SEQ`. */
export function pointName({ runId, seq }: RunPoint): string {
  return seq === undefined ? runId : `${runId}@${seq}`;
}

/** The events up to a point. @throws {RyeError} `store/unknown-run`; {UsageError} the run does not reach so far */
export async function readPoint(store: StoreReader, point: RunPoint): Promise<Event[]> {
  return cutAt(point, await store.read(point.runId, point.seq));
}

/** Those of a run's events that stand up to a point. @throws {UsageError} there is no such event */
export function cutAt({ runId, seq }: RunPoint, events: Event[]): Event[] {
  if (seq === undefined || seq === events.length) return events;
  if (seq < events.length) return events.slice(0, seq);
  throw new UsageError(`${runId} has ${events.length} events; there is no event ${seq}.`, `See \`rye log ${runId}\`.`);
}
