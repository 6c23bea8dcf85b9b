import { viewInput } from '../../input/view-input.ts';
import type { KeyEntry } from '../../keys/entry.ts';
import { box, fitText, type Glyphs, type Line, lineOf, type Size, sanitize, segment } from '../../text/index.ts';
import type { OverlayView } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';
import { foundEntries, type Help } from './help.ts';

const MOST_COLUMNS = 84;
const KEYS = 12;

/** The keys, as high as there are entries, at most as high as the screen allows. */
export function viewHelp(help: Help, around: Surroundings, space: Size, glyphs: Glyphs): OverlayView {
  const columns = Math.min(MOST_COLUMNS, space.columns);
  const rows = Math.min(around.keys.length + 4, space.rows);
  const inner = columns - 2;
  const entries = foundEntries(help, around);
  const room = rows - 4;
  const top = Math.max(0, Math.min(help.top, entries.length - room));
  const shown = entries.slice(top, top + room);
  const input = viewInput(help.input, inner - 10, 'type to search');
  const rest = entries.length - top - shown.length;
  const below = rest > 0 ? `${rest} more below` : entries.length === 0 ? 'no key does that here' : '';
  const lines: Line[] = [
    [segment(' search: ', { dim: true }), ...input.segments],
    ...shown.map((entry) => entryLine(entry, inner, glyphs)),
    ...Array.from({ length: room - shown.length }, () => []),
    lineOf(` ${below}`, { dim: true }),
  ];
  const frame = {
    title: sanitize(`keys: ${around.paneTitle}`),
    right: 'up/down scroll  esc leave',
    focused: true,
  };
  return {
    size: { columns, rows },
    lines: box(frame, lines, { columns, rows }, glyphs),
    cursor: { row: 1, column: 10 + input.cursor },
  };
}

function entryLine({ keys, help }: KeyEntry, width: number, { more }: Glyphs): Line {
  const shown = sanitize(keys.join(' '));
  return [
    segment(` ${fitText(shown, KEYS, 'left', more)}`, { bold: true }),
    segment(fitText(sanitize(help), width - KEYS - 1, 'left', more)),
  ];
}
