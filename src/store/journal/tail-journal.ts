import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Event } from '#protocol';
import { readIfThere } from '../disk/read-file.ts';
import { type JournalPlace, readJournal } from './read-journal.ts';
import { BadGroup, readSegment } from './read-segment.ts';
import { segmentPath } from './segments.ts';

/** Follows a journal that another process appends to: each call gives whatever was added since the last one. */
export class JournalTail {
  readonly #place: JournalPlace;
  #segment = 1;
  #offset = 0;
  #seq = 0;

  constructor(place: JournalPlace) {
    this.#place = place;
  }

  /** @throws {CorruptJournalError} */
  next(): Event[] {
    try {
      return this.#readOn();
    } catch (error) {
      if (!(error instanceof BadGroup)) throw error;
      // A restore lays segments down with other groups than those that were followed. Reading from the start either
      // finds the place again by seq, or names what is damaged.
      return this.#readAgain();
    }
  }

  #readOn(): Event[] {
    const events: Event[] = [];
    for (;;) {
      // Asked before the segment is read: what is followed by another is whole, and can be read to its end.
      const isLast = !existsSync(join(this.#place.folder, segmentPath(this.#segment + 1)));
      const bytes = readIfThere(join(this.#place.folder, segmentPath(this.#segment)));
      if (bytes === undefined) return events;
      const read = readSegment(bytes.subarray(this.#offset), this.#seq + 1);
      this.#offset += read.wholeBytes;
      this.#seq += read.events.length;
      for (const event of read.events) events.push(event);
      if (isLast) return events;
      if (read.restBytes === 0 && read.wholeBytes === 0) {
        this.#segment += 1;
        this.#offset = 0;
      } else if (read.wholeBytes === 0) {
        throw new BadGroup(1, 'its last group is cut, though a segment follows');
      }
    }
  }

  #readAgain(): Event[] {
    const journal = readJournal(this.#place);
    const fresh = journal.events.slice(this.#seq);
    this.#segment = journal.position.segment;
    this.#offset = journal.wholeBytes;
    this.#seq = journal.events.length;
    return fresh;
  }
}
