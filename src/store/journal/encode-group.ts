import { crc32 } from 'node:zlib';
import type { Event, EventDraft } from '#protocol';
import { EVENT_VERSION } from '#protocol';

/** The event that a draft becomes: its members in the order in which they are written, `data` last. */
export function toEvent(draft: EventDraft, seq: number, at: string): Event {
  const { thread, type, turn, call_id, cause, taken_over, data } = draft;
  return {
    v: EVENT_VERSION,
    seq,
    at,
    thread,
    type,
    ...(turn !== undefined && { turn }),
    ...(call_id !== undefined && { call_id }),
    ...(cause !== undefined && { cause }),
    ...(taken_over && { taken_over }),
    data,
  } as Event;
}

/** An event as one line: what git holds, and what a group's checksum is over. */
export function toLine(event: Event): Buffer {
  return Buffer.from(`${JSON.stringify(event)}\n`);
}

/**
 * Lines as one group of a segment: the last one carries, as a trailing member, how many bytes the group's lines have
 * and their CRC-32, so that a group that was cut is told from a whole one.
 * @param options.goesOn What was flushed with these lines goes on in the next segment, and counts only with it.
 */
export function encodeGroup(lines: readonly Buffer[], options: { goesOn?: boolean } = {}): Buffer {
  const pure = Buffer.concat(lines);
  const checksum = crc32(pure).toString(16).padStart(8, '0');
  const more = options.goesOn ? ',"more":true' : '';
  const member = `,"group":{"bytes":${pure.byteLength},"crc32":"${checksum}"${more}}}\n`;
  return Buffer.concat([pure.subarray(0, -2), Buffer.from(member)]);
}
