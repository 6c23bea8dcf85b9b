import stringWidth from 'string-width';

/** One cell each, and none joins another: ASCII, box lines and the other characters of the screens themselves. */
const NARROW = /^[\x20-\x7e\u00b7\u2026\u203a\u2500-\u257f\u25b8\u25be\u25cb\u2713\u2717]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Widths by grapheme: few are distinct, and measuring one costs a regular expression or five. */
const cache = new Map<string, number>();
const MOST_CACHED = 5_000;

/** True for a text that takes a cell for each of its characters, told at a glance. */
export function isNarrow(text: string): boolean {
  return NARROW.test(text);
}

/** The terminal cells that a sanitized text takes. */
export function cellWidth(text: string): number {
  if (isNarrow(text)) return text.length;
  let width = 0;
  for (const { segment } of segmenter.segment(text)) width += graphemeWidth(segment);
  return width;
}

/** A text as the characters that a reader sees, each with its cells. */
export function* graphemes(text: string): Generator<{ grapheme: string; width: number }> {
  for (const { segment } of segmenter.segment(text)) yield { grapheme: segment, width: graphemeWidth(segment) };
}

function graphemeWidth(grapheme: string): number {
  const known = cache.get(grapheme);
  if (known !== undefined) return known;
  const width = stringWidth(grapheme);
  if (cache.size >= MOST_CACHED) cache.clear();
  cache.set(grapheme, width);
  return width;
}
