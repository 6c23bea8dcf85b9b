import { graphemes } from './cell-width.ts';

/**
 * A sanitized text of one line as lines of at most `width` cells, broken between words; what it is indented by is kept,
 * and a word that is too long is cut.
 */
export function wrap(text: string, width: number): string[] {
  if (text.length <= width && /^[\x20-\x7e]*$/.test(text)) return [text];
  const lines: string[] = [];
  let kept = '';
  let cells = 0;
  for (const { grapheme, width: wide } of graphemes(text)) {
    if (cells + wide > width) {
      if (grapheme === ' ') {
        lines.push(kept);
        kept = '';
        cells = 0;
        continue;
      }
      const space = kept.lastIndexOf(' ');
      const breaks = kept.slice(0, Math.max(0, space)).trim() !== '';
      lines.push(breaks ? kept.slice(0, space) : kept);
      kept = breaks ? kept.slice(space + 1) : '';
      cells = breaks ? [...graphemes(kept)].reduce((sum, { width: each }) => sum + each, 0) : 0;
    }
    kept += grapheme;
    cells += wide;
  }
  return [...lines, kept];
}
