import { countText } from '#protocol';
import { type Line, lineOf, sanitizeLines, wrap } from '../text/index.ts';

/** More is not kept for the screen; an editor gets all of it. */
const MOST_LINES = 5_000;
const MOST_OF_LINE = 20_000;

/** A foreign text, wrapped to so many cells, as far as anybody scrolls; what is left out is named. */
export function boundedLines(text: string, columns: number): Line[] {
  const lines: Line[] = [];
  const width = Math.max(2, columns - 1);
  const source = text.replace(/\n$/, '').split('\n');
  for (const [index, line] of source.entries()) {
    if (lines.length >= MOST_LINES) {
      lines.push(lineOf(` ${countText(source.length - index, 'more line')}: e opens all of it`, { dim: true }));
      break;
    }
    for (const part of sanitizeLines(line.slice(0, MOST_OF_LINE), MOST_OF_LINE))
      for (const piece of wrap(part, width)) lines.push(lineOf(` ${piece}`));
    const rest = line.length - MOST_OF_LINE;
    if (rest > 0) lines.push(lineOf(` ${countText(rest, 'more character')}: e opens all of it`, { dim: true }));
  }
  return lines;
}
