import { drawOver, type Line, type Size } from '../text/index.ts';
import type { OverlayView } from './step.ts';

/** A frame with an overlay in its middle, and the cell of the text cursor, from 0. */
export interface DrawnFrame {
  lines: readonly Line[];
  cursor?: { row: number; column: number };
}

/** Draws an overlay over a frame. The frame keeps its size. */
export function drawOverlay(frame: readonly Line[], { size, lines, cursor }: OverlayView, screen: Size): DrawnFrame {
  const left = Math.max(0, Math.floor((screen.columns - size.columns) / 2));
  const top = Math.max(0, Math.floor((screen.rows - size.rows) / 2));
  const drawn = frame.map((line, row) => {
    const over = lines[row - top];
    return over === undefined ? line : drawOver(line, left, over);
  });
  if (!cursor) return { lines: drawn };
  const row = Math.min(screen.rows - 1, top + cursor.row);
  return { lines: drawn, cursor: { row, column: Math.min(screen.columns - 1, left + cursor.column) } };
}
