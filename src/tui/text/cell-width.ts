import stringWidth from 'string-width';

const ASCII = /^[\x20-\x7e]*$/;
const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** Widths by grapheme: few are distinct, and measuring one costs a regular expression or five. */
const cache = new Map<string, number>();
const MOST_CACHED = 5_000;

/** The terminal cells that a sanitized text takes. */
export function cellWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
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
