import { linesOf } from './lines-of.ts';

/** A fenced block of a Markdown text; offsets are into that text. */
export interface Fence {
  /** What follows the opening marks on their line, trimmed. */
  info: string;
  /** The whole opening line, as written. */
  opening: string;
  /** Offset of the opening line. */
  start: number;
  contentStart: number;
  contentEnd: number;
  /** Offset after the closing line. */
  end: number;
  closed: boolean;
}

/**
 * The top-level fences of a Markdown text, in order. A fence closes at a line of the same mark, at least as long, with
 * nothing after it; what lies inside a fence opens none. An unclosed fence runs to the end of the text.
 * @see Source: CommonMark 0.31, section 4.5
 */
export function findFences(text: string): Fence[] {
  const fences: Fence[] = [];
  let open: (Fence & { marks: string }) | undefined;
  for (const { line, start, next } of linesOf(text)) {
    const marks = /^\uFEFF? {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    const run = marks?.[1] ?? '';
    const info = (marks?.[2] ?? '').trim();
    if (open === undefined) {
      if (run === '' || (run.startsWith('`') && info.includes('`'))) continue;
      open = {
        marks: run,
        info,
        opening: line,
        start,
        contentStart: next,
        contentEnd: text.length,
        end: text.length,
        closed: false,
      };
    } else if (run.startsWith(open.marks) && info === '') {
      const { marks: _, ...fence } = open;
      fences.push({ ...fence, contentEnd: start, end: next, closed: true });
      open = undefined;
    }
  }
  if (open !== undefined) {
    const { marks: _, ...fence } = open;
    fences.push(fence);
  }
  return fences;
}

/** True where the line is three backticks at column 1, then `language`, then nothing but blanks. */
export function opensAs(fence: Fence, language: string): boolean {
  return fence.opening.replace(/^\uFEFF/, '').trimEnd() === `\`\`\`${language}`;
}
