import type { RunRow } from '#app';
import type { Glyphs, Style } from '../../text/index.ts';
import { stateGlyph, stateStyle } from '../state-style.ts';

/** The state of a run as the list says it. */
export function runWord({ status, out_of_money }: Pick<RunRow, 'status' | 'out_of_money'>): string {
  switch (status) {
    case 'created':
      return 'wait';
    case 'running':
    case 'waiting':
      return 'run';
    case 'completed':
      return 'done';
    case 'error':
      return out_of_money ? 'budget' : 'FAIL';
    case 'cancelled':
      return 'stopped';
    default:
      return status;
  }
}

/** How the word looks, and the cell that repeats it. */
export function runLook(row: RunRow, glyphs: Glyphs): { style: Style; glyph: string } {
  const word = runWord(row);
  if (word === 'interrupted' || word === 'blocked') return { style: { colour: 'yellow', bold: true }, glyph: '!' };
  const known = word as Parameters<typeof stateStyle>[0];
  return { style: stateStyle(known), glyph: stateGlyph(known, glyphs) };
}
