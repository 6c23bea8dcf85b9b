import type { Event } from '#protocol';
import { FIRST_POSITION, placeLine, type SegmentPosition, segmentPath } from '../journal/segments.ts';

/** The current segment as the tree of each commit holds it: the lines of events 1 to N, and nothing else. */
export class RunTree {
  #position: SegmentPosition = FIRST_POSITION;
  #bytes: Buffer = Buffer.alloc(0);

  /** Takes one more line. @returns the segment that holds it, as it is now. */
  next(line: Buffer): { path: string; content: Buffer } {
    const position = placeLine(this.#position, line.byteLength);
    this.#bytes = position.segment === this.#position.segment ? Buffer.concat([this.#bytes, line]) : line;
    this.#position = position;
    return { path: `events/${segmentPath(position.segment)}`, content: this.#bytes };
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
