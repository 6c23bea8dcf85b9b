import type { Colour, Line, Segment } from './segment.ts';

/** SGR codes (ECMA-48 8.3.117): how to begin, how to end. */
const COLOURS: Record<Colour, number> = { red: 31, green: 32, yellow: 33, blue: 34, magenta: 35, cyan: 36, grey: 90 };

/**
 * A line as a string with SGR sequences.
 * @param colour False: no colours (`NO_COLOR`); bold, dim and inverse are none.
 */
export function paint(line: Line, colour: boolean): string {
  return line.map((piece) => paintSegment(piece, colour)).join('');
}

function paintSegment({ text, colour, bold, dim, inverse }: Segment, coloured: boolean): string {
  if (text === '') return '';
  let painted = text;
  if (coloured && colour) painted = `\x1b[${COLOURS[colour]}m${painted}\x1b[39m`;
  if (bold) painted = `\x1b[1m${painted}\x1b[22m`;
  else if (dim) painted = `\x1b[2m${painted}\x1b[22m`;
  return inverse ? `\x1b[7m${painted}\x1b[27m` : painted;
}
