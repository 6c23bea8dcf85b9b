import { join } from 'node:path';
import type { Event } from '#protocol';
import { namesIn, readIfThere } from '../disk/read-file.ts';
import { CorruptJournalError } from '../errors.ts';
import { BadGroup, readSegment, type SegmentRead } from './read-segment.ts';
import { type SegmentPosition, segmentNumber, segmentPath } from './segments.ts';
import { wholeFlushes } from './whole-flushes.ts';

export interface JournalSegment extends SegmentRead {
  segment: number;
  file: string;
}

/** A run's journal on disk: its `events/` folder. */
export interface JournalPlace {
  runId: string;
  folder: string;
}

/** The journal as a whole, and where the next line goes. */
export interface Journal {
  events: Event[];
  /** Of all lines. */
  bytes: number;
  position: SegmentPosition;
  /** The segment in which the last whole flush begins. */
  flushFrom: number;
  /** That the last segment's last group goes on in the next one. */
  goesOn: boolean;
  /** Bytes of whole groups in the last segment that counts. */
  wholeBytes: number;
  /** Bytes of an unfinished last flush, in that segment and after it; still there, since reading changes nothing. */
  droppedBytes: number;
}

/**
 * The segments in order, each read when it is asked for. An unfinished flush at the end is left out, with all of its
 * segments but the first.
 * @throws {CorruptJournalError} anything else is not as it was written.
 */
export function readSegments(place: JournalPlace): Generator<JournalSegment> {
  return wholeFlushes(readEach(place));
}

function* readEach({ runId, folder }: JournalPlace): Generator<JournalSegment> {
  const numbers = listSegments(folder);
  let nextSeq = 1;
  for (const [index, segment] of numbers.entries()) {
    const file = segmentPath(segment);
    const corrupt = (line: number, reason: string): CorruptJournalError =>
      new CorruptJournalError({ runId, file: join('events', file), line, reason });
    if (segment !== index + 1) throw corrupt(1, `segment ${segmentPath(index + 1)} before it is missing`);
    const bytes = readIfThere(join(folder, file));
    if (bytes === undefined) throw corrupt(1, 'it went away while it was read');
    const read = readOne(bytes, nextSeq, corrupt);
    if (read.restBytes > 0 && index < numbers.length - 1) {
      throw corrupt(read.events.length + 1, 'its last group is cut, though a segment follows');
    }
    nextSeq += read.events.length;
    yield { ...read, segment, file: join(folder, file) };
  }
}

function readOne(bytes: Buffer, firstSeq: number, corrupt: (line: number, reason: string) => Error): SegmentRead {
  try {
    return readSegment(bytes, firstSeq);
  } catch (error) {
    if (error instanceof BadGroup) throw corrupt(error.line, error.message);
    throw error;
  }
}

/** Numbers of the segments that are there, in order. */
export function listSegments(folder: string): number[] {
  return namesIn(folder)
    .flatMap((inner) => namesIn(join(folder, inner)).map((name) => segmentNumber(`${inner}/${name}`)))
    .filter((segment) => segment !== undefined)
    .sort((a, b) => a - b);
}

/** A journal before its first segment is read. */
export function emptyJournal(): Journal {
  return {
    events: [],
    bytes: 0,
    position: { segment: 1, pureBytes: 0 },
    flushFrom: 1,
    goesOn: false,
    wholeBytes: 0,
    droppedBytes: 0,
  };
}

/** Reads a journal; nothing on disk is changed. @throws {CorruptJournalError} */
export function readJournal(place: JournalPlace, upTo = Number.POSITIVE_INFINITY): Journal {
  const journal = emptyJournal();
  for (const read of readSegments(place)) {
    addSegment(journal, read);
    if (journal.events.length >= upTo) break;
  }
  if (journal.events.length > upTo) journal.events.length = upTo;
  return journal;
}

/** Takes one more segment into what was read so far. */
export function addSegment(journal: Journal, read: JournalSegment): void {
  for (const event of read.events) journal.events.push(event);
  journal.bytes += read.pureBytes;
  if (!journal.goesOn) journal.flushFrom = read.segment;
  journal.goesOn = read.open !== undefined;
  journal.position = { segment: read.segment, pureBytes: read.pureBytes };
  journal.wholeBytes = read.wholeBytes;
  journal.droppedBytes = read.restBytes;
}
