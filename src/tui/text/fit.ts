import { cellWidth, graphemes } from './cell-width.ts';

/** Where a text stands in a field that is wider. */
export type Align = 'left' | 'right';

/**
 * The part of a sanitized text that fits, at most `width` cells; a cut is marked by `mark`. A character of two cells is
 * never halved: the result can be a cell short.
 */
export function truncate(text: string, width: number, mark = '…'): string {
  if (cellWidth(text) <= width) return text;
  const markWidth = cellWidth(mark);
  if (width < markWidth) return '';
  let used = 0;
  let kept = '';
  for (const { grapheme, width: cells } of graphemes(text)) {
    if (used + cells > width - markWidth) break;
    kept += grapheme;
    used += cells;
  }
  return kept + mark;
}

/** A text, filled with spaces up to `width` cells; one that is wider stays as it is. */
export function pad(text: string, width: number, align: Align = 'left'): string {
  const missing = width - cellWidth(text);
  if (missing <= 0) return text;
  return align === 'left' ? text + ' '.repeat(missing) : ' '.repeat(missing) + text;
}

/** A text in exactly `width` cells. */
export function fitText(text: string, width: number, align: Align = 'left', mark = '…'): string {
  return width <= 0 ? '' : pad(truncate(text, width, mark), width, align);
}
