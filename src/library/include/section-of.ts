import { findCodeBlocks } from './find-code-blocks.ts';

/**
 * The part of a Markdown text under a heading, the heading with it: down to the next one of its rank or higher.
 * Case and blanks around do not count; a heading inside a code fence is none. Undefined where there is no such heading.
 */
export function sectionOf(text: string, heading: string): string | undefined {
  const wanted = plain(heading);
  const headings = headingsIn(text);
  const first = headings.findIndex(({ title }) => plain(title) === wanted);
  const found = headings[first];
  if (found === undefined) return undefined;
  const next = headings.slice(first + 1).find(({ rank }) => rank <= found.rank);
  return text.slice(found.start, next?.start).trim();
}

/** The titles of a text, in order. */
export function titlesIn(text: string): string[] {
  return headingsIn(text).map(({ title }) => title);
}

function headingsIn(text: string): { rank: number; title: string; start: number }[] {
  const fences = findCodeBlocks(text);
  let fence = 0;
  return [...text.matchAll(/^(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/gm)]
    .filter(({ index }) => {
      while ((fences[fence]?.end ?? Number.POSITIVE_INFINITY) <= index) fence += 1;
      return index < (fences[fence]?.start ?? Number.POSITIVE_INFINITY);
    })
    .map((match) => ({ rank: (match[1] ?? '').length, title: (match[2] ?? '').trim(), start: match.index }));
}

function plain(title: string): string {
  return title.trim().toLowerCase();
}
