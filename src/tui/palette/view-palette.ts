import { viewInput } from '../input/view-input.ts';
import type { OverlayView } from '../overlays/step.ts';
import type { Surroundings } from '../overlays/surroundings.ts';
import { box, fitText, type Glyphs, type Line, type Size, segment } from '../text/index.ts';
import { type Candidate, findCandidates } from './find-candidates.ts';
import type { Palette } from './palette.ts';

const MOST = { columns: 110, rows: 20 } as const;

/** The palette: its line, a message where there is one, and the entries that answer to it. */
export function viewPalette(palette: Palette, around: Surroundings, room: Size, glyphs: Glyphs): OverlayView {
  const size = {
    columns: Math.min(MOST.columns, room.columns),
    rows: Math.min(MOST.rows, room.rows),
  };
  const inner = size.columns - 2;
  const input = viewInput(palette.input, inner - 3, 'a command, a run, or / and a directive');
  const candidates = findCandidates(palette.query, around);
  const listRows = size.rows - 4;
  const top = Math.max(0, Math.min((palette.chosen ?? 0) - listRows + 1, candidates.length - listRows));
  const shown = candidates.slice(top, top + listRows);
  const rows = shown.map((candidate, index) => entryLine(candidate, top + index === palette.chosen, inner, glyphs));
  const lines: Line[] = [
    [segment(' :', { bold: true }), ...input.segments],
    [
      segment(
        fitText(` ${palette.message ?? countText(candidates.length, around)}`, inner, 'left', glyphs.more),
        messageStyle(palette),
      ),
    ],
    ...(candidates.length > 0 ? rows : []),
  ];
  const frame = { title: 'command', right: 'enter run  tab complete  up history  esc leave', focused: true };
  return {
    size,
    lines: box(frame, lines, size, glyphs),
    cursor: { row: 1, column: 3 + input.cursor },
  };
}

function messageStyle({ message }: Palette) {
  return message === undefined ? ({ dim: true } as const) : ({ bold: true, colour: 'yellow' } as const);
}

function countText(count: number, { directives, directivesProblem }: Surroundings): string {
  if (directives === undefined) return directivesProblem ?? 'reading the directives';
  return count === 0 ? 'nothing of that name' : `${count} found`;
}

function entryLine({ entry }: Candidate, chosen: boolean, width: number, { more }: Glyphs): Line {
  const mark = chosen ? ' > ' : '   ';
  const key = entry.key === undefined ? '' : ` ${entry.key} `;
  const nameWidth = Math.min(34, Math.max(18, Math.floor(width * 0.4)));
  const name = fitText(
    entry.usage === undefined ? entry.name : `${entry.name} ${entry.usage}`,
    nameWidth,
    'left',
    more,
  );
  const description = fitText(` ${entry.description}`, width - mark.length - nameWidth - key.length, 'left', more);
  if (chosen) return [segment(`${mark}${name}${description}${key}`, { inverse: true })];
  return [segment(mark), segment(name, { bold: true }), segment(description), segment(key, { dim: true })];
}
