import { fitText, type Line, lineOf, type Style, sanitize, segment, wrap } from '../../text/index.ts';
import { type BodyLook, besideLines, PATCH_STYLES } from './beside-lines.ts';
import type { DiffItem, DiffPart, TableRow } from './diff-item.ts';
import { type PatchLine, SIGNS } from './patch.ts';

/** The text beside the list, and the lines where `n` stops in it. */
export interface Body {
  lines: readonly Line[];
  stops: readonly number[];
}

export type { BodyLook } from './beside-lines.ts';

/** More is not kept for the screen: a pager has all of it. */
const MOST_LINES = 5_000;

/** The lines of an item. */
export function bodyOf(item: DiffItem, look: BodyLook): Body {
  return collect(item.parts(), look, ({ kind }) => kind === 'hunk');
}

/** The lines of a file from its first to its last; `n` stops where what differs begins. */
export function wholeBody(lines: readonly PatchLine[], look: BodyLook): Body {
  const own = lines.filter(({ kind }) => kind !== 'hunk');
  return collect([{ kind: 'patch', lines: own }], look, (line, before) => isChange(line) && !isChange(before));
}

function isChange(line: PatchLine | undefined): boolean {
  return line?.kind === 'removed' || line?.kind === 'added';
}

type Stops = (line: PatchLine, before: PatchLine | undefined) => boolean;

function collect(parts: readonly DiffPart[], look: BodyLook, isStop: Stops): Body {
  const lines: Line[] = [];
  const stops: number[] = [];
  for (const part of parts) {
    if (lines.length > MOST_LINES) break;
    if (part.kind === 'text') lines.push(...textLines(part, look.columns));
    else if (part.kind === 'table') lines.push(...tableLines(part.rows, look));
    else {
      const shown = part.lines.slice(0, MOST_LINES);
      const at = look.sideBySide ? besideLines(shown, look, lines) : unifiedLines(shown, look, lines);
      for (const [nth, line] of shown.entries()) {
        const where = at[nth];
        if (where !== undefined && isStop(line, shown[nth - 1])) stops.push(where);
      }
      if (shown.length < part.lines.length) lines.push(lineOf(` ${look.glyphs.more} D shows all of it`, { dim: true }));
    }
  }
  return { lines, stops };
}

const TONES: Readonly<Record<NonNullable<Extract<DiffPart, { kind: 'text' }>['tone']>, Style>> = {
  head: { bold: true },
  dim: { dim: true },
  added: { colour: 'green' },
  removed: { colour: 'red' },
};

function textLines({ text, tone }: Extract<DiffPart, { kind: 'text' }>, columns: number): Line[] {
  const style = tone ? TONES[tone] : {};
  return wrap(sanitize(text), Math.max(2, columns - 2)).map((line) => lineOf(` ${line}`, style));
}

/** Both sides under each other's column; what differs stands out. */
function tableLines(rows: readonly TableRow[], { columns, glyphs }: BodyLook): Line[] {
  const label = Math.min(Math.max(0, ...rows.map((row) => row.label.length)), Math.floor(columns * 0.4)) + 2;
  const room = Math.max(2, columns - label - 2);
  const left = Math.min(Math.max(5, ...rows.map(({ a }) => a.length)) + 2, Math.floor(room / 2));
  const cut = (text: string, width: number): string =>
    `${fitText(sanitize(text, 200), width - 1, 'left', glyphs.more)} `;
  const head = lineOf(` ${' '.repeat(label)}${cut('left', left)}right`, { dim: true });
  return [
    head,
    ...rows.map((row): Line => {
      const style: Style = row.a === row.b ? {} : { colour: 'yellow' };
      return [
        segment(` ${cut(row.label, label)}`, { dim: true }),
        segment(cut(row.a, left), style),
        segment(fitText(sanitize(row.b, 200), Math.max(0, room - left), 'left', glyphs.more).trimEnd(), style),
      ];
    }),
  ];
}

/** One below the other. Returns where each line of the patch begins. */
function unifiedLines(patch: readonly PatchLine[], { columns }: BodyLook, into: Line[]): number[] {
  return patch.map(({ kind, text }) => {
    const at = into.length;
    const style = PATCH_STYLES[kind];
    if (kind === 'hunk' || kind === 'note') into.push(lineOf(` ${sanitize(text, 200)}`, style));
    else
      for (const [nth, piece] of wrap(sanitize(text), Math.max(2, columns - 4)).entries())
        into.push(lineOf(` ${nth === 0 ? SIGNS[kind] : ' '} ${piece}`, style));
    return at;
  });
}
