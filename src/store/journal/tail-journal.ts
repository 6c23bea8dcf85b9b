import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '#protocol';
import { readIfThere } from '../disk/read-file.ts';
import { type JournalPlace, readJournal } from './read-journal.ts';
import { BadGroup, readSegment } from './read-segment.ts';
import { segmentPath } from './segments.ts';

/** How far a journal was followed. */
interface Mark {
  segment: number;
  /** Bytes of the segment's file. */
  offset: number;
  seq: number;
}

/** How many events are read before the event loop gets its turn. */
const MOST_AT_ONCE = 500;

/** Follows a journal that another process appends to: each call gives the next part of what was added. */
export class JournalTail {
  readonly #place: JournalPlace;
  #mark: Mark = { segment: 1, offset: 0, seq: 0 };
  /** Bytes that the segment of the mark had when there was nothing more to give. */
  #seenBytes = -1;

  constructor(place: JournalPlace) {
    this.#place = place;
  }

  /** True where the file that was followed last is not there: nothing was written yet, or the files were wiped. */
  get missing(): boolean {
    return !existsSync(this.#file(this.#mark.segment));
  }

  /**
   * At least one event where there are any, and not many more than {@link MOST_AT_ONCE}; none where nothing was added.
   * @throws {CorruptJournalError}
   */
  next(): Event[] {
    if (!this.#hasGrown()) return [];
    try {
      return this.#readOn();
    } catch (error) {
      if (!(error instanceof BadGroup)) throw error;
      // A restore lays segments down with other groups than those that were followed. Reading from the start either
      // finds the place again by seq, or names what is damaged.
      return this.#readAgain();
    }
  }

  #file(segment: number): string {
    return join(this.#place.folder, segmentPath(segment));
  }

  #hasGrown(): boolean {
    const { segment } = this.#mark;
    const size = statSync(this.#file(segment), { throwIfNoEntry: false })?.size;
    return size !== undefined && (size !== this.#seenBytes || existsSync(this.#file(segment + 1)));
  }

  #readOn(): Event[] {
    const given: Event[] = [];
    // Read, and not given yet: the flush that they belong to goes on in the next segment.
    let ahead: Event[] = [];
    let { segment, offset, seq } = this.#mark;
    this.#seenBytes = -1;
    for (;;) {
      // Asked before the segment is read: what is followed by another is whole, and can be read to its end.
      const isLast = !existsSync(this.#file(segment + 1));
      const bytes = readIfThere(this.#file(segment));
      if (bytes === undefined) return given;
      const read = readSegment(bytes.subarray(offset), seq + 1);
      const { events, open } = read;
      const closed = events.length - (open?.events ?? 0);
      if (closed > 0) {
        for (const event of [...ahead, ...events.slice(0, closed)]) given.push(event);
        ahead = [];
        this.#mark = { segment, offset: offset + read.wholeBytes - (open?.bytes ?? 0), seq: seq + closed };
      }
      for (const event of events.slice(closed)) ahead.push(event);
      offset += read.wholeBytes;
      seq += events.length;
      if (isLast) {
        if (this.#mark.segment === segment) this.#seenBytes = bytes.length;
        return given;
      }
      if (read.restBytes === 0 && (read.wholeBytes === 0 || open)) {
        segment += 1;
        offset = 0;
        if (ahead.length === 0) this.#mark = { segment, offset, seq };
      } else if (read.wholeBytes === 0) {
        throw new BadGroup(1, 'its last group is cut, though a segment follows');
      }
      // What was read ahead is read again: the mark stands before it.
      if (given.length >= MOST_AT_ONCE) return given;
    }
  }

  #readAgain(): Event[] {
    const journal = readJournal(this.#place);
    const fresh = journal.events.slice(this.#mark.seq);
    this.#mark = { segment: journal.position.segment, offset: journal.wholeBytes, seq: journal.events.length };
    return fresh;
  }
}
