import { graphemes, type Line, type Style, sanitizeLines, segment } from '../../../text/index.ts';

/** A foreign text as lines of at most `width` cells, broken at spaces where there are some. */
export function wrapText(text: string, width: number): string[] {
  return sanitizeLines(text, 20_000).flatMap((line) => wrapLine(line, Math.max(2, width)));
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

function wrapLine(line: string, width: number): string[] {
  if (line.length <= width && /^[\x20-\x7e]*$/.test(line)) return [line];
  const lines: string[] = [];
  let kept = '';
  let cells = 0;
  for (const { grapheme, width: wide } of graphemes(line)) {
    if (cells + wide > width) {
      const space = kept.lastIndexOf(' ');
      const breaks = space > kept.length / 2;
      lines.push(breaks ? kept.slice(0, space) : kept);
      kept = breaks ? kept.slice(space + 1) : '';
      cells = breaks ? [...graphemes(kept)].reduce((sum, { width: each }) => sum + each, 0) : 0;
    }
    kept += grapheme;
    cells += wide;
  }
  return [...lines, kept];
}
