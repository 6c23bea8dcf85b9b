import { contentOf } from '../run-content.ts';
import type { EventLine } from './run-tree.ts';

/** So many events do not wait for more to share their checkpoint. */
export const EVENTS_PER_CHECKPOINT = 64;
/** Events of one checkpoint, at most: where more came than were committed, they are caught up with in larger steps. */
const MOST_PER_CHECKPOINT = 256;
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
    if (count === MOST_PER_CHECKPOINT || (count > 0 && bytes > BYTES_PER_CHECKPOINT)) break;
    count += 1;
  }
  const full = count >= EVENTS_PER_CHECKPOINT || count < queue.length;
  return { lines: queue.splice(0, count), full };
}
