import { cellWidth } from './cell-width.ts';
import { truncate } from './fit.ts';
import type { Glyphs } from './glyphs.ts';
import { fitLine } from './line.ts';
import { type Line, type Size, type Style, segment } from './segment.ts';

/** What a frame around a pane says. */
export interface BoxFrame {
  /** Sanitized. */
  title: string;
  /** At the right end of the upper edge: what the pane can do. Left out where it does not fit. */
  right?: string;
  /** The pane that keys go to. */
  focused?: boolean;
}

/** A pane with its frame: exactly `size.rows` lines of `size.columns` cells; inside there is room for two less of each. */
export function box(frame: BoxFrame, lines: readonly Line[], size: Size, glyphs: Glyphs): Line[] {
  const inner = Math.max(0, size.columns - 2);
  const edge: Style = frame.focused ? { bold: true } : { dim: true };
  const side = segment(glyphs.vertical, edge);
  const body: Line[] = [];
  for (let row = 0; row < size.rows - 2; row += 1) body.push([side, ...fitLine(lines[row] ?? [], inner), side]);
  const bottom = glyphs.bottomLeft + glyphs.horizontal.repeat(inner) + glyphs.bottomRight;
  return [topEdge(frame, inner, edge, glyphs), ...body, [segment(bottom, edge)]].slice(0, size.rows);
}

function topEdge({ title, right, focused }: BoxFrame, inner: number, edge: Style, glyphs: Glyphs): Line {
  const shown = truncate(title, Math.max(0, inner - 2), glyphs.more);
  const left = shown === '' ? '' : ` ${shown} `;
  const tail = right === undefined || right === '' ? '' : ` ${right} `;
  const gap = inner - cellWidth(left) - cellWidth(tail);
  const end = gap >= 1 ? tail : '';
  const rule = glyphs.horizontal.repeat(Math.max(0, inner - cellWidth(left) - cellWidth(end)));
  return [
    segment(glyphs.topLeft, edge),
    segment(left, focused ? { bold: true } : {}),
    segment(rule, edge),
    segment(end, { dim: true }),
    segment(glyphs.topRight, edge),
  ];
}
