/** A segment is closed once its lines have reached this many bytes; the next line begins a new one. */
export const SEGMENT_BYTES = 16 * 1024;

/** Entries of one folder, so that a git tree of them stays small. */
export const SEGMENTS_PER_FOLDER = 64;

/** Where the next line goes: a pure function of the lines before it, the same on disk and in git. */
export interface SegmentPosition {
  /** From 1. */
  segment: number;
  /** Bytes of lines in it, group members left out. */
  pureBytes: number;
}

export const FIRST_POSITION: SegmentPosition = { segment: 1, pureBytes: 0 };

/** The position after a line of `bytes`; its `segment` is the one that holds the line. */
export function placeLine(position: SegmentPosition, bytes: number): SegmentPosition {
  return position.pureBytes >= SEGMENT_BYTES
    ? { segment: position.segment + 1, pureBytes: bytes }
    : { segment: position.segment, pureBytes: position.pureBytes + bytes };
}

/** Where a segment lies below `events/`. */
export function segmentPath(segment: number): string {
  const folder = Math.floor((segment - 1) / SEGMENTS_PER_FOLDER);
  return `${String(folder).padStart(4, '0')}/${String(segment).padStart(6, '0')}.jsonl`;
}

/** The number of the segment at a path below `events/`; undefined where it is the path of none. */
export function segmentNumber(path: string): number | undefined {
  const digits = /^\d{4,}\/(\d{6,})\.jsonl$/.exec(path)?.[1];
  const segment = digits === undefined ? undefined : Number.parseInt(digits, 10);
  return segment !== undefined && segmentPath(segment) === path ? segment : undefined;
}
