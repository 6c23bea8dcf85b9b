import { cellWidth, graphemes } from './cell-width.ts';
import { type Line, type Segment, type Style, segment } from './segment.ts';

/** The cells that a line takes. */
export function lineWidth(line: Line): number {
  let width = 0;
  for (const { text } of line) width += cellWidth(text);
  return width;
}

/** A line of text in one style. @param text Sanitized already. */
export function lineOf(text: string, style: Style = {}): Line {
  return [segment(text, style)];
}

/** The text of a line, its styles left out. */
export function lineText(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** The cells `from` to `to` of a line, in exactly `to - from` cells; half of a wide character becomes a space. */
export function sliceLine(line: Line, from: number, to: number): Line {
  const slice: Segment[] = [];
  let column = 0;
  for (const piece of line) {
    if (column >= to) break;
    const width = cellWidth(piece.text);
    if (column >= from && column + width <= to) slice.push(piece);
    else if (column + width > from) slice.push({ ...piece, text: sliceText(piece.text, from - column, to - column) });
    column += width;
  }
  const missing = to - Math.max(from, column);
  if (missing > 0) slice.push(segment(' '.repeat(missing)));
  return slice;
}

/** A line in exactly `width` cells. */
export function fitLine(line: Line, width: number): Line {
  const own = lineWidth(line);
  if (own === width) return line;
  return own < width ? [...line, segment(' '.repeat(width - own))] : sliceLine(line, 0, width);
}

/** `over` drawn onto `line` from cell `at` on; what it does not cover stays. */
export function drawOver(line: Line, at: number, over: Line): Line {
  const width = lineWidth(line);
  const end = Math.min(width, at + lineWidth(over));
  if (at >= width || end <= at) return line;
  return [...sliceLine(line, 0, at), ...sliceLine(over, 0, end - at), ...sliceLine(line, end, width)];
}

/** `left` and, at the right end, `right`; where both do not fit, `right` is left out. */
export function spread(left: Line, right: Line, width: number): Line {
  const gap = width - lineWidth(left) - lineWidth(right);
  return gap < 1 ? fitLine(left, width) : [...left, segment(' '.repeat(gap)), ...right];
}

function sliceText(text: string, from: number, to: number): string {
  let column = 0;
  let slice = '';
  for (const { grapheme, width } of graphemes(text)) {
    const end = column + width;
    if (column >= to) break;
    if (column >= from && end <= to) slice += grapheme;
    else if (end > from) slice += ' '.repeat(Math.min(end, to) - Math.max(column, from));
    column = end;
  }
  return slice;
}
