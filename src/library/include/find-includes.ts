import { findFences } from '../fences.ts';

/** `{{include: path#Heading}}` in a text; offsets are into that text. */
export interface IncludeMark {
  start: number;
  end: number;
  /** Empty where none is written. */
  path: string;
  heading?: string;
}

/** A span of inline code, or an include: what stands in code is shown, not included. */
const CODE_OR_INCLUDE = /(`+)(?!`)[^\n]*?(?<!`)\1(?!`)|\{\{include:([^{}\n#]*)(?:#([^{}\n]*))?\}\}/g;

/** The includes of a text from an offset on, in order; none of those in a code fence or in inline code. */
export function findIncludes(text: string, from = 0): IncludeMark[] {
  if (!text.includes('{{include:', from)) return [];
  const fences = findFences(text);
  const marks: IncludeMark[] = [];
  let fence = 0;
  for (const match of text.matchAll(CODE_OR_INCLUDE)) {
    const [whole, , path, heading] = match;
    const start = match.index;
    while ((fences[fence]?.end ?? Number.POSITIVE_INFINITY) <= start) fence += 1;
    if (start < from || path === undefined || (fences[fence]?.start ?? Number.POSITIVE_INFINITY) <= start) continue;
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
