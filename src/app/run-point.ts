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
export async function readPoint(store: StoreReader, { runId, seq }: RunPoint): Promise<Event[]> {
  const events = await store.read(runId, seq);
  if (seq === undefined || seq <= events.length) return events;
  throw new UsageError(`${runId} has ${events.length} events; there is no event ${seq}.`, `See \`rye log ${runId}\`.`);
}
