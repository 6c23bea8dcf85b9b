import { drawOver, type Line, type Size } from '../text/index.ts';
import type { OverlayView } from './step.ts';

/** Lines of the header: money and who waits are never covered. */
const HEADER_ROWS = 2;
/** The last line: what was said last. */
const MESSAGE_ROWS = 1;
const SIDE_COLUMNS = 2;

/** A frame with an overlay over it, and the cell of the text cursor, from 0. */
export interface DrawnFrame {
  lines: readonly Line[];
  cursor?: { row: number; column: number };
}

/**
 * Draws an overlay over the middle of a frame. The frame keeps its size.
 * @param drawn The overlay, for as much room as there is.
 */
export function drawOverlay(frame: readonly Line[], drawn: (room: Size) => OverlayView, screen: Size): DrawnFrame {
  const room = { columns: screen.columns - 2 * SIDE_COLUMNS, rows: screen.rows - HEADER_ROWS - MESSAGE_ROWS };
  const { size, lines, cursor } = drawn(room);
  const left = Math.floor((screen.columns - size.columns) / 2);
  const top = Math.max(HEADER_ROWS, Math.floor((screen.rows - size.rows) / 2));
  const over = frame.map((line, row) => {
    const part = lines[row - top];
    return part === undefined ? line : drawOver(line, left, part);
  });
  return { lines: over, ...(cursor && { cursor: { row: top + cursor.row, column: left + cursor.column } }) };
}
