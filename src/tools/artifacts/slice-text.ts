/** What one read may bring at most, in characters of JSON, each counted as its bytes: less than what a result is cut at, so that a part is never cut. */
export const MAX_PART_CHARS = 40_000;

export interface TextSlice {
  content: string;
  /** Where it begins, in bytes; moved back to the beginning of a character. */
  offset: number;
  /** Where the rest begins, in bytes. */
  next?: number;
}

/**
 * A part of a text by bytes of UTF-8, never splitting a character.
 * @param offset Unit: bytes.  @param limit Unit: bytes; at least one character is returned.
 * @param room What the part may take as JSON. Unit: bytes.
 */
export function sliceText(text: string, offset: number, limit: number, room: number = MAX_PART_CHARS): TextSlice {
  const bytes = Buffer.from(text);
  const start = characterStart(bytes, Math.min(offset, bytes.length));
  let end = Math.min(start + limit, bytes.length);
  for (;;) {
    end = characterStart(bytes, end);
    if (end <= start) end = characterEnd(bytes, start);
    const content = bytes.toString('utf8', start, end);
    const cost = Buffer.byteLength(JSON.stringify(content));
    if (cost <= room || end - start <= characterEnd(bytes, start) - start)
      return { content, offset: start, ...(end < bytes.length && { next: end }) };
    end = start + Math.floor(((end - start) * room) / cost);
  }
}

/** The byte at which the character begins that a position lies in: bytes 10xxxxxx continue one. */
function characterStart(bytes: Buffer, position: number): number {
  let start = position;
  while (start > 0 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start -= 1;
  return start;
}

function characterEnd(bytes: Buffer, start: number): number {
  let end = Math.min(start + 1, bytes.length);
  while (end < bytes.length && ((bytes[end] ?? 0) & 0xc0) === 0x80) end += 1;
  return end;
}
