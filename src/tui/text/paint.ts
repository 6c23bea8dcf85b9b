import type { Line, Segment } from './segment.ts';
import type { Theme } from './themes.ts';

/**
 * A line as a string with SGR sequences.
 * @param theme Undefined: no colours (`NO_COLOR`); bold, dim and inverse are none.
 */
export function paint(line: Line, theme: Theme | undefined): string {
  return line.map((piece) => paintSegment(piece, theme)).join('');
}

function paintSegment({ text, colour, bold, dim, inverse }: Segment, theme: Theme | undefined): string {
  if (text === '') return '';
  let painted = text;
  if (theme && colour) painted = `\x1b[${theme[colour]}m${painted}\x1b[39m`;
  if (bold) painted = `\x1b[1m${painted}\x1b[22m`;
  else if (dim) painted = `\x1b[2m${painted}\x1b[22m`;
  return inverse ? `\x1b[7m${painted}\x1b[27m` : painted;
}
