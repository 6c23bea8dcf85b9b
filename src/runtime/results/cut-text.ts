/** Room that the marker takes, in characters. */
const MARKER = 80;

/** The part of the room that the beginning gets; an error often stands at the end. */
const HEAD_PART = 0.75;

/** Characters of a value's JSON. */
export function jsonLength(value: unknown): number {
  return JSON.stringify(value).length;
}

/**
 * The beginning and the end of a text, and between them how much was left out. A text that fits stays as it is.
 * @param room What it may take as JSON, in characters; at least the marker is returned.
 */
export function cutText(text: string, room: number): string {
  if (jsonLength(text) <= room) return text;
  // Escapes take more than one character, so what is kept shrinks until its JSON fits.
  let kept = Math.max(0, Math.min(text.length, room - MARKER));
  for (;;) {
    const cut = cutTo(text, kept);
    const length = jsonLength(cut);
    if (length <= room || kept === 0) return cut;
    kept = Math.max(0, Math.min(kept - 1, Math.floor((kept * room) / length)));
  }
}

function cutTo(text: string, kept: number): string {
  const head = text.slice(0, beforePair(text, Math.ceil(kept * HEAD_PART)));
  const from = text.length - (kept - head.length);
  const tail = text.slice(startsInPair(text, from) ? from + 1 : from);
  const left = text.length - head.length - tail.length;
  return `${head}\n[... ${left} of ${text.length} characters left out ...]\n${tail}`.trim();
}

/** A place to cut that does not leave half of a surrogate pair before it. */
function beforePair(text: string, end: number): number {
  return startsInPair(text, end) ? end - 1 : end;
}

function startsInPair(text: string, at: number): boolean {
  const isHigh = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;
  const isLow = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
  return at > 0 && isHigh(text.charCodeAt(at - 1)) && isLow(text.charCodeAt(at));
}
