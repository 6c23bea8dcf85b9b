import { appendFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Event } from '#protocol';
import { encodeGroup, toEvent, toLine } from '../../src/store/journal/encode-group.ts';
import { JournalWriter, splitBySegment } from '../../src/store/journal/journal-writer.ts';
import { readJournal } from '../../src/store/journal/read-journal.ts';
import { FIRST_POSITION, SEGMENT_BYTES, segmentNumber, segmentPath } from '../../src/store/journal/segments.ts';
import { message } from '../helpers/store-events.ts';
import { tempFolders } from '../helpers/store-project.ts';

const folders = tempFolders();
afterEach(folders.removeAll);

const AT = '2026-01-02T03:04:05.000Z';
const eventOf = (seq: number, text: string): Event => toEvent(message(text), seq, AT);
const place = (): { runId: string; folder: string } => ({ runId: 'run-a', folder: join(folders.make(), 'events') });

/** Lays groups of texts down as a journal, as the writer would. */
function write(folder: string, groups: readonly (readonly string[])[]): Event[] {
  const events: Event[] = [];
  let position = FIRST_POSITION;
  for (const texts of groups) {
    const group = texts.map((text, index) => eventOf(events.length + 1 + index, text));
    events.push(...group);
    const parts = splitBySegment(group.map(toLine), position);
    for (const part of parts) {
      const file = join(folder, segmentPath(part.position.segment));
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, encodeGroup(part.lines, { goesOn: part !== parts.at(-1) }));
      position = part.position;
    }
  }
  return events;
}

const big = 'x'.repeat(SEGMENT_BYTES);

describe('a journal', () => {
  test('names its segments 64 a folder, and reads those names back', () => {
    expect(segmentPath(1)).toBe('0000/000001.jsonl');
    expect(segmentPath(64)).toBe('0000/000064.jsonl');
    expect(segmentPath(65)).toBe('0001/000065.jsonl');
    for (const segment of [1, 64, 65, 4_096]) expect(segmentNumber(segmentPath(segment))).toBe(segment);
    expect(segmentNumber('0000/000065.jsonl')).toBeUndefined();
  });

  test('has one valid JSON event a line, and a group mark on the last line of a flush alone', () => {
    const at = place();
    write(at.folder, [['a', 'b'], ['c']]);
    const lines = readFileSync(join(at.folder, segmentPath(1)), 'utf8')
      .trimEnd()
      .split('\n');
    const parsed = lines.map((line) => JSON.parse(line) as { seq: number; group?: { bytes: number; crc32: string } });
    expect(parsed.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(parsed.map(({ group }) => group !== undefined)).toEqual([false, true, true]);
  });

  test('is not confused by text that looks like a group mark', () => {
    const at = place();
    const events = write(at.folder, [[',"group":{"bytes":1,"crc32":"00000000"}}', 'b\n\u2028"}}']]);
    expect(readJournal(at).events).toEqual(events);
  });

  test('cut at any byte of its last segment reads as a prefix of whole groups', () => {
    const text = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 40 }), fc.constant('y'.repeat(9_000)));
    const groups = fc.array(fc.array(text, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(groups, fc.nat(), (texts, where) => {
        const at = place();
        const events = write(at.folder, texts);
        const last = splitBySegment(events.map(toLine), FIRST_POSITION).at(-1)?.position.segment ?? 1;
        const file = join(at.folder, segmentPath(last));
        const bytes = readFileSync(file);
        const cut = where % (bytes.length + 1);
        writeFileSync(file, bytes.subarray(0, cut));
        const journal = readJournal(at);
        expect(journal.events).toEqual(events.slice(0, journal.events.length));
        // Nothing whole is left out: a group is gone only where the cut took its mark.
        const ends = texts.map((_, index) => texts.slice(0, index + 1).flat().length);
        expect([0, ...ends]).toContain(journal.events.length);
        if (cut === bytes.length) expect(journal).toMatchObject({ events, droppedBytes: 0 });
      }),
      { numRuns: 150 },
    );
    folders.removeAll();
  });

  test('whose last write power cut short leaves out what it filled with zeros', () => {
    const at = place();
    const events = write(at.folder, [['a'], ['b', 'c']]);
    const file = join(at.folder, segmentPath(1));
    const bytes = readFileSync(file);
    bytes.fill(0, bytes.indexOf('"text":"b"'), bytes.indexOf('"text":"b"') + 10);
    writeFileSync(file, bytes);
    expect(readJournal(at)).toMatchObject({ events: events.slice(0, 1) });
  });

  test.each([
    [
      'a flipped byte in an earlier group',
      (text: string) => text.replace('"text":"a"', '"text":"A"'),
      /line 1: the checksum/,
    ],
    [
      'a flipped byte in the last group',
      (text: string) => text.replace('"text":"c"', '"text":"C"'),
      /line 2: the checksum/,
    ],
    [
      'a line taken out',
      (text: string) =>
        text
          .split('\n')
          .filter((_, index) => index !== 1)
          .join('\n'),
      /a group of/,
    ],
    [
      'a group taken out',
      (text: string) =>
        text
          .split('\n')
          .filter((_, index) => index !== 0)
          .join('\n'),
      /event 2 stands/,
    ],
  ])('with %s is corrupt, and says where', (_what, damage, reason) => {
    const at = place();
    write(at.folder, [['a'], ['b', 'c']]);
    const file = join(at.folder, segmentPath(1));
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    expect(() => readJournal(at)).toThrow(expect.objectContaining({ code: 'store/corrupt-journal' }));
    expect(() => readJournal(at)).toThrow(/events\/0000\/000001\.jsonl/);
    expect(() => readJournal(at)).toThrow(reason);
  });

  test('with a segment missing, or cut in the middle, is corrupt', () => {
    const at = place();
    write(at.folder, [[big], [big], [big]]);
    const first = readFileSync(join(at.folder, segmentPath(1)));
    writeFileSync(join(at.folder, segmentPath(1)), first.subarray(0, 100));
    expect(() => readJournal(at)).toThrow(/its last group is cut, though a segment follows/);
    writeFileSync(join(at.folder, segmentPath(1)), first);
    rmSync(join(at.folder, segmentPath(2)));
    expect(() => readJournal(at)).toThrow(/0000\/000002\.jsonl before it is missing/);
  });
});

describe('the journal writer', () => {
  const open = (
    at: { runId: string; folder: string },
    onDurable: (lines: Buffer[]) => void = () => undefined,
  ): JournalWriter =>
    new JournalWriter({ place: at, position: FIRST_POSITION, wholeBytes: 0, probe: () => undefined, onDurable });

  test('writes what is appended meanwhile as one group', async () => {
    const at = place();
    const flushes: number[] = [];
    const writer = open(at, (lines) => flushes.push(lines.length));
    await Promise.all([1, 2, 3].map((seq) => writer.append([toLine(eventOf(seq, 'x'))])));
    await writer.append([toLine(eventOf(4, 'x'))]);
    await writer.close();
    expect(flushes).toEqual([3, 1]);
    expect(readJournal(at).events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  test('refuses everything after a write that failed, and leaves what was acknowledged', async () => {
    const at = place();
    const writer = open(at);
    await writer.append([toLine(eventOf(1, big))]);
    // A file stands where the next segment belongs: the disk refuses.
    mkdirSync(join(at.folder, segmentPath(2)), { recursive: true });
    const failed = expect.objectContaining({ code: 'store/write-failed', exitCode: 3 });
    await expect(writer.append([toLine(eventOf(2, 'y'))])).rejects.toThrow(failed);
    expect(() => writer.append([toLine(eventOf(3, 'z'))])).toThrow(failed);
    await writer.close();
    rmSync(join(at.folder, segmentPath(2)), { recursive: true });
    expect(readJournal(at).events.map(({ seq }) => seq)).toEqual([1]);
  });
});
