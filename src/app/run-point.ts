import { type Event, RyeError, type StoreReader } from '#protocol';
import { AmbiguousRunError, UsageError } from './errors.ts';

/** A run, and where in its history; without `seq` its end. */
export interface RunPoint {
  runId: string;
  seq?: number;
}

/** `RUN` or `RUN@SEQ`. */
export function pointName({ runId, seq }: RunPoint): string {
  return seq === undefined ? runId : `${runId}@${seq}`;
}

/**
 * Reads `RUN` or `RUN@SEQ` as people write it; of the id its beginning is enough where only one run has it.
 * @throws {UsageError} behind the `@` stands no number of an event
 * @throws {AmbiguousRunError}
 */
export async function readPoint(store: Pick<StoreReader, 'list' | 'read'>, text: string): Promise<RunPoint> {
  const at = text.indexOf('@');
  if (at < 0) return { runId: await resolveRun(store, text) };
  const seq = text.slice(at + 1);
  if (!/^[1-9]\d*$/.test(seq))
    throw new UsageError(
      `"${seq}" is no event number.`,
      'Write RUN@SEQ, such as survey-ghjkmn@40; `rye log RUN` shows the numbers.',
    );
  return { runId: await resolveRun(store, text.slice(0, at)), seq: Number(seq) };
}

/**
 * The run that an id, or the beginning of one, names. One that no run has is given back as it is: whoever reads it says
 * which are near.
 * @throws {AmbiguousRunError}
 */
export async function resolveRun(store: Pick<StoreReader, 'list' | 'read'>, name: string): Promise<string> {
  if (await isRun(store, name)) return name;
  const ids = (await store.list()).map(({ runId }) => runId);
  if (name === '' || ids.includes(name)) return name;
  const found = ids.filter((id) => id.startsWith(name));
  if (found.length > 1) throw new AmbiguousRunError({ run: name, runs: found.toSorted() });
  return found[0] ?? name;
}

/** Looked at before all runs are listed, which asks git. */
async function isRun(store: Pick<StoreReader, 'read'>, name: string): Promise<boolean> {
  try {
    return (await store.read(name, 1)).length > 0;
  } catch (error) {
    if (!(error instanceof RyeError)) throw error;
    return !['store/unknown-run', 'protocol/bad-run-id'].includes(error.code);
  }
}

/** The events up to a point. @throws {RyeError} `store/unknown-run`; {UsageError} the run does not reach so far */
export async function readUpTo(store: Pick<StoreReader, 'read'>, point: RunPoint): Promise<Event[]> {
  return cutAt(point, await store.read(point.runId, point.seq));
}

/** Those of a run's events that stand up to a point. @throws {UsageError} there is no such event */
export function cutAt({ runId, seq }: RunPoint, events: Event[]): Event[] {
  if (seq === undefined || seq === events.length) return events;
  if (seq < events.length) return events.slice(0, seq);
  throw new UsageError(`${runId} has ${events.length} events; there is no event ${seq}.`, `See \`rye log ${runId}\`.`);
}
