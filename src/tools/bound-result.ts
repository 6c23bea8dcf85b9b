import type { ContentFact, Json, RunFiles, ToolOutcome } from '#protocol';

/** The most JSON that a result may bring into a conversation and into the log, in bytes. */
export const MAX_RESULT_BYTES = 48 * 1024;

/** What a cut leaves for its marker, in bytes. */
const MARKER_BYTES = 320;

/**
 * Bounds an outcome: a result over the limit is kept whole as an artifact, and what is left of it says how to read on.
 * @param maxBytes Unit: bytes of JSON.
 */
export async function boundOutcome(
  outcome: ToolOutcome,
  files: RunFiles,
  maxBytes: number = MAX_RESULT_BYTES,
): Promise<ToolOutcome> {
  if (outcome.result === undefined) return outcome;
  const whole = JSON.stringify(outcome.result);
  const bytes = Buffer.from(whole);
  if (bytes.length <= maxBytes) return outcome;
  const artifact = await files.keepLarge(bytes);
  const result = cutToFit(outcome.result, whole, artifact, maxBytes);
  return outcome.ok ? { ...outcome, result, artifact, truncated: true } : { ...outcome, result, artifact };
}

/**
 * The part of a value that fits into a number of bytes of JSON. Small parts stay whole, the room that is left is shared
 * by the large ones; strings keep their beginning and end, arrays their first items.
 * @param whole The value's JSON, as it was kept.
 */
export function cutToFit(value: Json, whole: string, artifact: Pick<ContentFact, 'sha256'>, maxBytes: number): Json {
  const cut = (part: Json, room: number): Json => {
    if (sizeOf(part) <= room) return part;
    if (typeof part === 'string') return cutString(part, room);
    if (Array.isArray(part)) return cutArray(part, room);
    return typeof part === 'object' && part !== null ? cutObject(part, room) : part;
  };

  const readOn = (offset: number): string =>
    `rye/artifacts/read {"ref": "${artifact.sha256}", "offset": ${offset}, "limit": 20000}`;

  const cutString = (text: string, room: number): string => {
    const space = Math.max(0, room - MARKER_BYTES);
    const head = prefixThatFits(text, Math.floor(space * 0.7));
    const tail = suffixThatFits(text.slice(head.length), space - sizeOf(head));
    const left = text.length - head.length - tail.length;
    const start = whole.indexOf(JSON.stringify(text));
    const offset = Buffer.byteLength(whole.slice(0, Math.max(0, start))) + sizeOf(head) - 1;
    return `${head}\n[... ${left} of ${text.length} characters left out here; the whole result is kept as JSON, read on with ${readOn(offset)} ...]\n${tail}`;
  };

  const cutArray = (items: Json[], room: number): Json[] => {
    const kept: Json[] = [];
    let free = room - MARKER_BYTES;
    for (const item of items) {
      const part = kept.length === 0 ? cut(item, free) : item;
      free -= sizeOf(part) + 1;
      if (free < 0 && kept.length > 0) break;
      kept.push(part);
    }
    const left = items.length - kept.length;
    if (left === 0) return kept;
    const start = whole.indexOf(JSON.stringify(items[kept.length]));
    const offset = Buffer.byteLength(whole.slice(0, Math.max(0, start)));
    return [...kept, `[... ${left} of ${items.length} items left out here; read on with ${readOn(offset)} ...]`];
  };

  const cutObject = (object: { [key: string]: Json }, room: number): Json => {
    const entries = Object.entries(object);
    const keyBytes = entries.reduce((sum, [key]) => sum + sizeOf(key) + 2, 2);
    if (keyBytes > room / 2) return cutString(JSON.stringify(object), room);
    const sizes = entries.map(([, part]) => sizeOf(part));
    const share = fairShare(sizes, room - keyBytes);
    return Object.fromEntries(entries.map(([key, part]) => [key, cut(part, share)]));
  };

  return cut(value, maxBytes);
}

/** Bytes of a value's JSON. */
function sizeOf(value: Json): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** The size up to which parts stay whole, so that all parts cut to it fit the room together. */
function fairShare(sizes: number[], room: number): number {
  let free = room;
  const ascending = sizes.toSorted((a, b) => a - b);
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(free / (ascending.length - index));
    if (size > share) return Math.max(0, share);
    free -= size;
  }
  return room;
}

function prefixThatFits(text: string, room: number): string {
  return longest(text, room, (length) => text.slice(0, endBefore(text, length)));
}

function suffixThatFits(text: string, room: number): string {
  return longest(text, room, (length) => text.slice(endBefore(text, text.length - length)));
}

/** The longest piece whose JSON fits; a longer piece never has shorter JSON, so halving finds it. */
function longest(text: string, room: number, piece: (length: number) => string): string {
  let low = 0;
  let high = Math.min(text.length, Math.max(0, room));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (sizeOf(piece(middle)) <= room) low = middle;
    else high = middle - 1;
  }
  return piece(low);
}

/** A place to cut that does not split a surrogate pair. */
function endBefore(text: string, end: number): number {
  const code = text.charCodeAt(end - 1);
  return code >= 0xd800 && code <= 0xdbff ? end - 1 : end;
}
