import { findCodeBlocks } from './find-code-blocks.ts';
import { findCodeSpans } from './find-code-spans.ts';

/** `{{include: path#Heading}}` in a text; offsets are into that text. */
export interface IncludeMark {
  start: number;
  end: number;
  /** Empty where none is written. */
  path: string;
  heading?: string;
}

const INCLUDE = /\{\{include:([^{}\n#]*)(?:#([^{}\n]*))?\}\}/g;

/** The includes of a text from an offset on, in order; none of those in a code fence or in inline code. */
export function findIncludes(text: string, from = 0): IncludeMark[] {
  if (!text.includes('{{include:', from)) return [];
  const isCode = within(findCodeBlocks(text));
  const isInline = within(findCodeSpans(text));
  const marks: IncludeMark[] = [];
  for (const match of text.matchAll(INCLUDE)) {
    const [whole, path = '', heading] = match;
    const start = match.index;
    if (start < from || isCode(start) || isInline(start)) continue;
    const wanted = heading?.trim();
    // `{{include:}}` names the form itself, as a document about it does.
    if (path.trim() === '' && wanted === undefined) continue;
    marks.push({
      start,
      end: start + whole.length,
      path: path.trim(),
      ...(wanted !== undefined && { heading: wanted }),
    });
  }
  return marks;
}

/** Whether a place lies in one of the spans, which are in order; asked from the front of the text to its end. */
function within(spans: readonly { start: number; end: number }[]): (place: number) => boolean {
  let next = 0;
  let end = 0;
  return (place) => {
    for (let span = spans[next]; span !== undefined && span.start <= place; span = spans[next]) {
      end = Math.max(end, span.end);
      next += 1;
    }
    return place < end;
  };
}
