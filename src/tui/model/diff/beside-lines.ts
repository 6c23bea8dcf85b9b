import { fitText, type Glyphs, type Line, lineOf, type Style, sanitize, segment, wrap } from '../../text/index.ts';
import { type PatchLine, SIGNS } from './patch.ts';

/** How a body is laid out. */
export interface BodyLook {
  columns: number;
  sideBySide: boolean;
  glyphs: Glyphs;
}

/** How a line of each kind looks; its sign says the same. */
export const PATCH_STYLES: { readonly [K in PatchLine['kind']]: Style } = {
  hunk: { colour: 'cyan' },
  same: {},
  removed: { colour: 'red' },
  added: { colour: 'green' },
  note: { dim: true },
};

/** Left and right side by side. Returns where each line of the patch begins. */
export function besideLines(patch: readonly PatchLine[], look: BodyLook, into: Line[]): number[] {
  const at: number[] = [];
  for (let nth = 0; nth < patch.length; ) {
    const { removed, added } = blockFrom(patch, nth);
    const line = patch[nth];
    if (removed + added > 0) {
      const rows = Math.max(removed, added);
      for (let row = 0; row < rows; row += 1) {
        const [a, b] = [row < removed ? nth + row : undefined, row < added ? nth + removed + row : undefined];
        if (a !== undefined) at[a] = into.length;
        if (b !== undefined) at[b] = into.length;
        into.push(...pair(a === undefined ? undefined : patch[a], b === undefined ? undefined : patch[b], look));
      }
      nth += removed + added;
      continue;
    }
    at[nth] = into.length;
    if (line && line.kind === 'same') into.push(...pair(line, line, look));
    else if (line) into.push(lineOf(` ${sanitize(line.text, 200)}`, PATCH_STYLES[line.kind]));
    nth += 1;
  }
  return at;
}

/** How many lines are removed from here on, and how many added after them. */
function blockFrom(patch: readonly PatchLine[], from: number): { removed: number; added: number } {
  const run = (start: number, kind: PatchLine['kind']): number => {
    let end = start;
    while (patch[end]?.kind === kind) end += 1;
    return end - start;
  };
  const removed = run(from, 'removed');
  return { removed, added: run(from + removed, 'added') };
}

function pair(a: PatchLine | undefined, b: PatchLine | undefined, { columns, glyphs }: BodyLook): Line[] {
  const half = Math.max(5, Math.floor((columns - 1) / 2));
  const [left, right] = [cells(a, half), cells(b, half)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, row) => [
    segment(fitText(left[row] ?? '', half), a ? PATCH_STYLES[a.kind] : {}),
    segment(glyphs.vertical, { dim: true }),
    segment(right[row] ?? '', b ? PATCH_STYLES[b.kind] : {}),
  ]);
}

function cells(line: PatchLine | undefined, width: number): string[] {
  if (!line) return [];
  const pieces = wrap(sanitize(line.text), Math.max(2, width - 3));
  return pieces.map((piece, nth) => ` ${nth === 0 ? SIGNS[line.kind] : ' '}${piece}`);
}
