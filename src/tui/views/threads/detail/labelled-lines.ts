import { type Line, type Style, sanitizeLines, segment, wrap } from '../../../text/index.ts';

/** A foreign text as lines of at most `width` cells, broken at spaces where there are some. */
export function wrapText(text: string, width: number): string[] {
  return sanitizeLines(text, 20_000).flatMap((line) => wrap(line, Math.max(2, width)));
}

/** A text below a label: `user     Find the guide`. @param columns Cells of the pane. */
export function labelled(label: string, text: string, columns: number, style: Style = {}): Line[] {
  const width = Math.max(2, columns - LABEL - 1);
  return wrapText(text, width).map((line, index) => [
    segment(` ${(index === 0 ? label : '').padEnd(LABEL)}`, { dim: true }),
    segment(line, style),
  ]);
}

/** Cells of a label and its gap. */
const LABEL = 9;
