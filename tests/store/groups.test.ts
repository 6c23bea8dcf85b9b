import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Event } from '#protocol';
import { cutTail } from '../../src/store/journal/cut-tail.ts';
import { toEvent, toLine } from '../../src/store/journal/encode-group.ts';
import { JournalWriter } from '../../src/store/journal/journal-writer.ts';
import { type JournalPlace, listSegments, readJournal } from '../../src/store/journal/read-journal.ts';
import { FIRST_POSITION, SEGMENT_BYTES, segmentPath } from '../../src/store/journal/segments.ts';
import { JournalTail } from '../../src/store/journal/tail-journal.ts';
import { message } from '../helpers/store-events.ts';
import { tempFolders } from '../helpers/store-project.ts';

const folders = tempFolders();
afterEach(folders.removeAll);

const AT = '2026-01-02T03:04:05.000Z';
const big = 'x'.repeat(SEGMENT_BYTES);
const place = (): JournalPlace => ({ runId: 'run-a', folder: join(folders.make(), 'events') });
const fileOf = (at: JournalPlace, segment: number): string => join(at.folder, segmentPath(segment));
const seqs = (events: readonly Event[]): number[] => events.map(({ seq }) => seq);

/** Appends groups of texts as a driver does: each group by one call, and waits for each. */
async function append(at: JournalPlace, groups: readonly (readonly string[])[]): Promise<void> {
  const found = readJournal(at);
  let seq = found.events.length;
  const writer = new JournalWriter({
    place: at,
    position: found.position,
    wholeBytes: found.wholeBytes,
    probe: () => undefined,
    onDurable: () => undefined,
  });
  for (const texts of groups) {
    await writer.append(
      texts.map((text) => {
        seq += 1;
        return toLine(toEvent(message(text), seq, AT));
      }),
    );
  }
  await writer.close();
}

/** What a crash leaves that cut the journal short after some bytes of it: later segments are not there yet. */
function cutAt(at: JournalPlace, bytes: number): void {
  let left = bytes;
  for (const segment of listSegments(at.folder)) {
    const size = readFileSync(fileOf(at, segment)).length;
    if (left === 0 && segment > 1) rmSync(fileOf(at, segment));
    else if (left < size) truncateSync(fileOf(at, segment), left);
    left = Math.max(0, left - size);
  }
}

describe('what one call appends', () => {
  test('is gone as a whole where a crash came between its segments', async () => {
    const at = place();
    await append(at, [['a'], ['b', big, 'c', big, 'd']]);
    expect(listSegments(at.folder)).toEqual([1, 2, 3]);
    expect(seqs(readJournal(at).events)).toEqual([1, 2, 3, 4, 5, 6]);
    rmSync(fileOf(at, 3));
    expect(seqs(readJournal(at).events)).toEqual([1]);
    rmSync(fileOf(at, 2));
    const journal = readJournal(at);
    expect(seqs(journal.events)).toEqual([1]);
    expect(journal.droppedBytes).toBeGreaterThan(big.length);
  });

  test('is not followed by a watcher before all of it is there', async () => {
    const at = place();
    await append(at, [['a'], [big, 'b']]);
    const whole = readFileSync(fileOf(at, 2));
    truncateSync(fileOf(at, 2), 10);
    const tail = new JournalTail(at);
    expect(seqs(tail.next())).toEqual([1]);
    expect(seqs(tail.next())).toEqual([]);
    // The driver came back, cut the rest away, and went on with something else.
    cutTail(at.folder, readJournal(at));
    await append(at, [['other'], [big, 'c']]);
    expect(seqs(tail.next())).toEqual([2, 3, 4]);
    expect(whole.length).toBeGreaterThan(10);
  });

  test('is followed in parts of a bounded size, each event once, though every flush goes over segments', async () => {
    const at = place();
    const line = 'x'.repeat(400);
    await append(
      at,
      Array.from({ length: 60 }, () => Array.from({ length: 40 }, () => line)),
    );
    const tail = new JournalTail(at);
    const parts: number[][] = [];
    for (let part = seqs(tail.next()); part.length > 0; part = seqs(tail.next())) parts.push(part);
    expect(parts.flat()).toEqual(Array.from({ length: 2400 }, (_, index) => index + 1));
    expect(Math.max(...parts.map(({ length }) => length))).toBeLessThan(600);
  });

  test('cut at any byte of any segment, is there as a whole or not at all, and can be gone on with', async () => {
    const text = fc.oneof(fc.string({ maxLength: 20 }), fc.constant('y'.repeat(9_000)), fc.constant(big));
    const groups = fc.array(fc.array(text, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(groups, fc.nat(), async (texts, where) => {
        const at = place();
        await append(at, texts);
        const events = readJournal(at).events;
        const total = listSegments(at.folder).reduce((sum, each) => sum + readFileSync(fileOf(at, each)).length, 0);
        cutAt(at, where % (total + 1));
        const journal = readJournal(at);
        expect(journal.events).toEqual(events.slice(0, journal.events.length));
        const ends = texts.map((_, index) => texts.slice(0, index + 1).reduce((sum, group) => sum + group.length, 0));
        expect([0, ...ends]).toContain(journal.events.length);
        if (journal.droppedBytes > 0) cutTail(at.folder, journal);
        expect(readJournal(at)).toMatchObject({ events: journal.events, droppedBytes: 0 });
        await append(at, [['on', big, 'and on']]);
        expect(seqs(readJournal(at).events)).toEqual(
          Array.from({ length: journal.events.length + 3 }, (_, i) => i + 1),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('leaves nothing of it where the disk refuses its second segment', async () => {
    const at = place();
    await append(at, [['a']]);
    const [first, ...more] = ['b', big, 'c'].map((text, index) => toLine(toEvent(message(text), 2 + index, AT)));
    const { position, wholeBytes } = readJournal(at);
    const writer = new JournalWriter({
      place: at,
      position,
      wholeBytes,
      probe: () => undefined,
      onDurable: () => undefined,
    });
    mkdirSync(fileOf(at, 2), { recursive: true });
    await expect(writer.append([first as Buffer, ...more])).rejects.toThrow(
      expect.objectContaining({ code: 'store/write-failed' }),
    );
    await writer.close();
    rmSync(fileOf(at, 2), { recursive: true });
    expect(readJournal(at)).toMatchObject({ droppedBytes: 0 });
    expect(seqs(readJournal(at).events)).toEqual([1]);
    expect(readdirSync(join(at.folder, '0000'))).toEqual(['000001.jsonl']);
  });

  test('ends where its segments end, whatever was appended together', async () => {
    const texts = ['a', big, 'b', big, 'c'];
    const one = place();
    await append(one, [texts]);
    const many = place();
    await append(
      many,
      texts.map((text) => [text]),
    );
    expect(listSegments(one.folder)).toEqual(listSegments(many.folder));
    expect(readJournal(one).position).toEqual(readJournal(many).position);
    expect(FIRST_POSITION.segment).toBe(1);
    expect(existsSync(fileOf(one, 4))).toBe(false);
  });
});
