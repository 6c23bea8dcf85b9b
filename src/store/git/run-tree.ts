import type { Event } from '#protocol';
import { FIRST_POSITION, placeLine, SEGMENT_BYTES, type SegmentPosition, segmentPath } from '../journal/segments.ts';

/** A segment, and a line that goes over its bound; a longer one gets a larger buffer. */
const USUAL_BYTES = SEGMENT_BYTES + 4096;

/** The current segment as the tree of each commit holds it: the lines of events 1 to N, and nothing else. */
export class RunTree {
  #position: SegmentPosition = FIRST_POSITION;
  #bytes: Buffer = Buffer.allocUnsafeSlow(USUAL_BYTES);
  #length = 0;

  /**
   * Takes one more line.
   * @returns the segment that holds it, as it is now; a later line is put behind it, or into another buffer.
   */
  next(line: Buffer): { path: string; content: Buffer } {
    const position = placeLine(this.#position, line.byteLength);
    if (position.segment !== this.#position.segment) {
      this.#bytes = Buffer.allocUnsafeSlow(USUAL_BYTES);
      this.#length = 0;
    }
    const end = this.#length + line.byteLength;
    if (end > this.#bytes.byteLength) {
      const larger = Buffer.allocUnsafeSlow(2 * end);
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    this.#bytes.set(line, this.#length);
    this.#length = end;
    this.#position = position;
    return { path: `events/${segmentPath(position.segment)}`, content: this.#bytes.subarray(0, end) };
  }
}

/** The line of an event, with what it says. */
export interface EventLine {
  event: Event;
  line: Buffer;
}

/** The lines of a run of them, line breaks kept. */
export function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0x0a, start) + 1;
    if (end === 0) throw new Error('a line has no end');
    lines.push(bytes.subarray(start, end));
    start = end;
  }
  return lines;
}
