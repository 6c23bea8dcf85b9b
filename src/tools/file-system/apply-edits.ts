import { splitLines } from '../text.ts';

/** Replaces the lines `start` to `end`, both included and counting from 1; `end = start - 1` inserts before `start`. */
export interface LineEdit {
  start: number;
  end: number;
  content: string;
}

/**
 * Applies edits to a text, bottom-up, so that every range counts in the text as it was read.
 * Line ends follow the text's own (CRLF where its first line end is one); whether it ends with one stays as it was.
 * @returns the new text, or why the edits cannot be applied.
 */
export function applyEdits(text: string, edits: LineEdit[]): { text: string } | { why: string } {
  const lines = splitLines(text);
  const sorted = edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
  const why = reasonAgainst(sorted, lines.length);
  if (why !== undefined) return { why };
  const carriage = /^[^\n]*\r\n/.test(text) ? '\r' : '';
  // The last line of a text without a final line end has no carriage return of its own.
  const open = text !== '' && !text.endsWith('\n');
  if (open && carriage !== '') lines.push(`${lines.pop() ?? ''}\r`);
  for (const { start, end, content } of sorted.toReversed()) {
    const added = splitLines(content).map((line) => (line.endsWith('\r') ? line : line + carriage));
    lines.splice(start - 1, end - start + 1, ...added);
  }
  if (lines.length === 0) return { text: '' };
  const joined = lines.join('\n');
  if (!open) return { text: `${joined}\n` };
  return { text: carriage === '' ? joined : joined.replace(/\r$/, '') };
}

function reasonAgainst(sorted: LineEdit[], lineCount: number): string | undefined {
  let last: LineEdit | undefined;
  for (const edit of sorted) {
    const range = `${edit.start}-${edit.end}`;
    if (edit.end < edit.start - 1) return `the range ${range} ends before it begins`;
    if (edit.start > lineCount + 1 || edit.end > lineCount) return `the range ${range} goes past the end`;
    if (last !== undefined && last.end >= edit.start)
      return `the ranges ${last.start}-${last.end} and ${range} overlap`;
    last = edit;
  }
  return undefined;
}
