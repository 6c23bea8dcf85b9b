import { fitText, type Glyphs, type Line, lineOf, type Size, sanitize, segment } from '../../text/index.ts';
import { dialog } from '../dialog.ts';
import type { OverlayView } from '../step.ts';
import type { Menu, MenuItem } from './menu.ts';

const MOST_COLUMNS = 84;

export function viewMenu(menu: Menu, room: Size, glyphs: Glyphs): OverlayView {
  const columns = Math.min(MOST_COLUMNS, room.columns);
  const width = columns - 3;
  const label = Math.max(...menu.items.map((item) => item.label.length), 0) + 2;
  const lines = [
    ...menu.items.map((item, index) => itemLine(item, index === menu.chosen, { width, label }, glyphs)),
    lineOf(fitText(sanitize(menu.message ?? ''), width, 'left', glyphs.more), { bold: true, colour: 'yellow' }),
  ];
  return dialog({ title: sanitize(menu.title), right: 'enter choose  esc leave', lines }, columns, room, glyphs);
}

function itemLine(item: MenuItem, chosen: boolean, size: { width: number; label: number }, { more }: Glyphs): Line {
  const about = sanitize(item.off ?? item.about);
  const text = `${chosen ? '>' : ' '} ${item.key}  ${fitText(item.label, size.label)}`;
  const rest = fitText(about, size.width - text.length, 'left', more);
  if (chosen) return [segment(text + rest, { inverse: true })];
  return [segment(text, { dim: item.off !== undefined }), segment(rest, { dim: true })];
}
