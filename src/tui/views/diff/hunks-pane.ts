import type { DiffScreen } from '../../model/diff/diff-state.ts';
import { selectedItem, shownBody } from '../../model/diff/shown-body.ts';
import type { Model } from '../../model/model.ts';
import { box, type Glyphs, type Line, lineOf, type Size, type Style, sanitize, wrap } from '../../text/index.ts';

/** The selected row: its hunks, or what else there is to say of it. */
export function hunksPane(model: Model, size: Size): Line[] {
  const { diff, glyphs, pane } = model;
  const [columns, rows] = [size.columns - 2, size.rows - 2];
  if (!diff) return box({ title: 'Hunks' }, [], size, glyphs);
  const item = selectedItem(diff);
  const focused = pane === 'hunks';
  if (!item) return box({ title: 'Hunks', focused }, messageLines(diff, columns, glyphs), size, glyphs);
  const { lines, stops } = shownBody(model, columns);
  const from = Math.min(diff.top, Math.max(0, lines.length - rows));
  const current = stops[diff.hunk];
  const shown = lines.slice(from, from + rows).map((line, row): Line => {
    // Where all hunks are in sight, this is how one sees where `n` has come to.
    return from + row === current && stops.length > 1 ? line.map((piece) => ({ ...piece, inverse: true })) : line;
  });
  const right = rightOf(diff, stops.length);
  return box(
    { title: sanitize(item.path ?? item.label, 300), right, focused },
    [...fullLines(diff, columns, glyphs), ...shown],
    size,
    glyphs,
  );
}

function rightOf({ hunk, ignoreSpace, full }: DiffScreen, stops: number): string {
  const what = full ? 'change' : 'hunk';
  return [
    ignoreSpace && !full ? 'space ignored' : '',
    (full ? full.lines : stops > 1) ? `${what} ${Math.max(0, hunk + 1)}/${stops}` : '',
  ]
    .filter((text) => text !== '')
    .join('  ');
}

/** Why a file is not shown in full, or not yet. */
function fullLines({ full }: DiffScreen, columns: number, { more }: Glyphs): Line[] {
  if (!full || full.lines) return [];
  return full.note === undefined ? [lineOf(` reading the file${more}`, { dim: true })] : told(full.note, columns, {});
}

function messageLines({ comparison, problem, awaits, a, b }: DiffScreen, columns: number, { more }: Glyphs): Line[] {
  if (problem) {
    return [
      ...told(problem.message, columns, { colour: 'red' }),
      ...(problem.hint === undefined ? [] : told(problem.hint, columns, {})),
      lineOf(''),
      lineOf(' esc back   ^r compare again', { dim: true }),
    ];
  }
  if (comparison || awaits === undefined) return [];
  return told(`comparing ${a} with ${b}${more}`, columns, { dim: true });
}

function told(text: string, columns: number, style: Style): Line[] {
  return wrap(sanitize(text), Math.max(2, columns - 2)).map((line) => lineOf(` ${line}`, style));
}
