import { type SegmentRead, withoutOpenGroup } from './read-segment.ts';

/**
 * Segments, held back while the last group of one goes on in the next: what was flushed together counts as a whole or
 * not at all. Where the end is missing, the last segment given is the one in which that flush began, without it.
 */
export function* wholeFlushes<Read extends SegmentRead>(segments: Iterable<Read>): Generator<Read> {
  const held: Read[] = [];
  for (const read of segments) {
    const goesOnHere = held.length > 0;
    const ownEvents = read.events.length - (read.open?.events ?? 0);
    if (ownEvents > 0) yield* held.splice(0);
    if (read.open || (goesOnHere && read.events.length === 0)) held.push(read);
    else yield read;
  }
  const [first, ...later] = held;
  if (!first) return;
  const begun = withoutOpenGroup(first);
  const laterBytes = later.reduce((sum, { wholeBytes, restBytes }) => sum + wholeBytes + restBytes, 0);
  yield { ...begun, restBytes: begun.restBytes + laterBytes };
}
