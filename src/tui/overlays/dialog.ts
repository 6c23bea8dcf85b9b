import { box, type Glyphs, type Line, type Size, segment } from '../text/index.ts';
import type { OverlayView } from './step.ts';

/** A small frame around lines, as high as they need, at most as high as the screen allows. */
export function dialog(
  { title, right, lines }: { title: string; right?: string; lines: readonly Line[] },
  columns: number,
  room: Size,
  glyphs: Glyphs,
): OverlayView {
  const size = { columns, rows: Math.min(lines.length + 2, room.rows) };
  const inset = lines.map((line): Line => [segment(' '), ...line]);
  const frame = { title, focused: true, ...(right !== undefined && { right }) };
  return { size, lines: box(frame, inset, size, glyphs) };
}
