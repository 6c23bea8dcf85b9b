import { crc32 } from 'node:zlib';
import { type Event, RyeError, recogniseEvent } from '#protocol';

/** What one segment holds, up to its last whole group. */
export interface SegmentRead {
  events: Event[];
  /** The lines without group members, in pieces: what git holds of the segment. {@link pureOf} puts them together. */
  parts: readonly Buffer[];
  /** Of them all. */
  pureBytes: number;
  /** Bytes of the file that are whole groups. */
  wholeBytes: number;
  /** Bytes after them: a group that was being written, or was cut by a crash. */
  restBytes: number;
  /** The last whole group, where what was flushed with it goes on in the next segment, and counts only with that. */
  open?: GroupSize;
}

export interface GroupSize {
  events: number;
  /** In the file. */
  bytes: number;
  /** Of its lines, as git holds them. */
  pureBytes: number;
}

/** Says where a segment stops being readable. The caller knows the file, and whether it may be so. */
export class BadGroup extends Error {
  readonly line: number;

  constructor(line: number, reason: string) {
    super(reason);
    this.line = line;
  }
}

const NEWLINE = 0x0a;
const GROUP_MEMBER = /,"group":\{"bytes":(\d+),"crc32":"([0-9a-f]{8})"(,"more":true)?\}\}$/;
/** The longest text that {@link GROUP_MEMBER} can match, with room for any byte count. */
const LONGEST_MEMBER = 80;
const CLOSING = Buffer.from('}\n');
const [BRACE, QUOTE, COLON, LETTER_E] = [0x7d, 0x22, 0x3a, 0x65];

/**
 * Reads the groups of one segment.
 * @param firstSeq The seq that its first event must have.
 * @throws {BadGroup} a group is there as a whole, but not as it was written.
 */
export function readSegment(bytes: Buffer, firstSeq: number): SegmentRead {
  const events: Event[] = [];
  const pure: Buffer[] = [];
  let whole = 0;
  let wholeLines = 0;
  let line = 0;
  let texts: string[] = [];
  let open: GroupSize | undefined;
  for (let start = 0; ; ) {
    const end = bytes.indexOf(NEWLINE, start);
    if (end < 0) break;
    line += 1;
    const member = mayEndGroup(bytes, end)
      ? GROUP_MEMBER.exec(bytes.toString('latin1', Math.max(start, end - LONGEST_MEMBER), end))
      : null;
    if (member === null) {
      texts.push(bytes.toString('utf8', start, end));
    } else {
      const body = bytes.subarray(whole, end - member[0].length);
      const problem = checkGroup(body, Number(member[1]), member[2] ?? '');
      if (problem !== undefined) {
        // Zeros are what a file system leaves of a write that power cut short; a written line never holds one.
        if (end + 1 === bytes.length && body.includes(0)) break;
        throw new BadGroup(wholeLines + 1, problem);
      }
      if (open) throw new BadGroup(wholeLines + 1, 'the group before it goes on in the next segment');
      texts.push(`${bytes.toString('utf8', start, end - member[0].length)}}`);
      for (const [index, text] of texts.entries()) {
        events.push(parseLine(text, firstSeq + events.length, wholeLines + index + 1));
      }
      pure.push(body, CLOSING);
      const sizes = { events: texts.length, bytes: end + 1 - whole, pureBytes: body.length + CLOSING.length };
      open = member[3] === undefined ? undefined : sizes;
      whole = end + 1;
      wholeLines = line;
      texts = [];
    }
    start = end + 1;
  }
  return {
    events,
    parts: pure,
    pureBytes: pure.reduce((sum, part) => sum + part.byteLength, 0),
    wholeBytes: whole,
    restBytes: bytes.length - whole,
    ...(open && { open }),
  };
}

/** The lines of a segment as git holds them, in one piece. */
export function pureOf({ parts }: Pick<SegmentRead, 'parts'>): Buffer {
  return Buffer.concat(parts);
}

/** Whether a line could carry a group: most do not, and need not be looked at more closely. */
function mayEndGroup(bytes: Buffer, end: number): boolean {
  // `:"<8 hex digits>"}}`, or `true}}`.
  if (bytes[end - 2] !== BRACE) return false;
  return bytes[end - 3] === QUOTE
    ? bytes[end - 12] === QUOTE && bytes[end - 13] === COLON
    : bytes[end - 3] === LETTER_E;
}

/** A segment without its last group, which goes on in a segment that a crash kept from being written. */
export function withoutOpenGroup<Read extends SegmentRead>(read: Read): Read {
  const { open, ...kept } = read;
  if (!open) return read;
  return {
    ...kept,
    events: read.events.slice(0, read.events.length - open.events),
    // Its body, and what closes it.
    parts: read.parts.slice(0, -2),
    pureBytes: read.pureBytes - open.pureBytes,
    wholeBytes: read.wholeBytes - open.bytes,
    restBytes: read.restBytes + open.bytes,
  } as unknown as Read;
}

function checkGroup(body: Buffer, bytes: number, checksum: string): string | undefined {
  if (body.byteLength + CLOSING.byteLength !== bytes) {
    return `a group of ${bytes} bytes has ${body.byteLength + CLOSING.byteLength}`;
  }
  const found = crc32(CLOSING, crc32(body)).toString(16).padStart(8, '0');
  return found === checksum ? undefined : `the checksum of its group is ${found}, and should be ${checksum}`;
}

function parseLine(text: string, seq: number, line: number): Event {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new BadGroup(line, `it is not JSON: ${error.message}`);
  }
  const event = recognise(value, line);
  if (event.seq !== seq) throw new BadGroup(line, `event ${event.seq} stands where event ${seq} belongs`);
  return event;
}

function recognise(value: unknown, line: number): Event {
  try {
    return recogniseEvent(value);
  } catch (error) {
    if (error instanceof RyeError && error.code === 'protocol/invalid-event') throw new BadGroup(line, error.message);
    throw error;
  }
}

/** The events of a segment as git holds it: pure lines. @throws {BadGroup} */
export function parsePureLines(pure: Buffer, firstSeq: number): Event[] {
  const lines = pure.toString('utf8').split('\n');
  if (lines.pop() !== '') throw new BadGroup(lines.length + 1, 'it does not end with a line break');
  return lines.map((text, index) => parseLine(text, firstSeq + index, index + 1));
}
