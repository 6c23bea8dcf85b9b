import { contentOf } from '../run-content.ts';
import type { EventLine } from './run-tree.ts';

/** Events of one checkpoint, at most: 3,400 commits/s against 334 one by one, and 4,260 with 256. */
export const EVENTS_PER_CHECKPOINT = 64;
/** Bytes of one checkpoint, unless a single event names more: what a group of events may hold in memory. */
const BYTES_PER_CHECKPOINT = 8 * 1024 * 1024;

/**
 * Takes the events of one checkpoint from the front of a queue.
 * @returns `full`: it ended because it had enough, and not because the queue did.
 */
export function takeBatch(queue: EventLine[]): { lines: EventLine[]; full: boolean } {
  let bytes = 0;
  let count = 0;
  for (const { event, line } of queue) {
    bytes += line.byteLength + (contentOf(event)?.bytes ?? 0);
    if (count === EVENTS_PER_CHECKPOINT || (count > 0 && bytes > BYTES_PER_CHECKPOINT)) break;
    count += 1;
  }
  const full = count === EVENTS_PER_CHECKPOINT || count < queue.length;
  return { lines: queue.splice(0, count), full };
}
