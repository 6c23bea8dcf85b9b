import { diffRuns, type Event, type RunDiff, type RunSide, runSide, type StoreReader, shownStatus } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openRuns } from '../open-project.ts';
import { cutAt, pointName, type RunPoint, readPoint, readUpTo } from '../run-point.ts';
import { addTextDiffs, type ContentSide } from './read-texts.ts';

/**
 * Compares two runs, or two points of them, as `RUN` or `RUN@SEQ`; nothing on disk is changed.
 * @throws {RyeError} `store/unknown-run`, with the nearest ids; `app/usage`: a run does not reach so far
 */
export async function compareRuns(context: AppContext, first: string, second: string): Promise<RunDiff> {
  const read = await readSides(context, first, second);
  const diff = diffRuns(read.sides.a, read.sides.b);
  await addTextDiffs(read.store, read.contents, diff);
  return diff;
}

/** Two runs, or two points of them, as they were read for a comparison. */
export interface ReadSides {
  store: StoreReader;
  sides: { a: RunSide; b: RunSide };
  contents: { a: ContentSide; b: ContentSide };
}

/** Reads what is compared. @throws as {@link compareRuns} */
export async function readSides(context: AppContext, first: string, second: string): Promise<ReadSides> {
  const { store } = await openRuns(context);
  const [a, b] = [await readPoint(store, first), await readPoint(store, second)];
  const { a: eventsOfA, b: eventsOfB } = await readBoth(store, a, b);
  const sides = { a: await sideOf(store, a, eventsOfA), b: await sideOf(store, b, eventsOfB) };
  const contents = {
    a: { runId: a.runId, events: eventsOfA, pruned: sides.a.state.prunedAt !== undefined },
    b: { runId: b.runId, events: eventsOfB, pruned: sides.b.state.prunedAt !== undefined },
  };
  return { store, sides, contents };
}

/** Two points of one run are read once. */
async function readBoth(store: StoreReader, a: RunPoint, b: RunPoint): Promise<{ a: Event[]; b: Event[] }> {
  if (a.runId !== b.runId) return { a: await readUpTo(store, a), b: await readUpTo(store, b) };
  const [first, second] = [a, b].map(({ seq }) => seq ?? Number.POSITIVE_INFINITY) as [number, number];
  const events = await readUpTo(store, first >= second ? a : b);
  return { a: cutAt(a, events), b: cutAt(b, events) };
}

async function sideOf(store: StoreReader, point: RunPoint, events: readonly Event[]): Promise<RunSide> {
  const side = runSide(pointName(point), events);
  const { status } = side.state;
  // At a point of its history it stood as the events say; as it stands, a driver may be gone.
  if (point.seq !== undefined || (status !== 'running' && status !== 'created')) return side;
  return { ...side, status: shownStatus(side.state, (await store.holder(point.runId))?.alive === true) };
}
