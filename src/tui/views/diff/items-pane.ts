import { countText } from '#protocol';
import type { DiffItem, Mark } from '../../model/diff/diff-item.ts';
import type { DiffScreen } from '../../model/diff/diff-state.ts';
import { bothRow, nameOf, spendRow, versus } from '../../model/diff/figures.ts';
import { modelsNote } from '../../model/diff/summary-items.ts';
import type { Model } from '../../model/model.ts';
import {
  box,
  cellWidth,
  fitText,
  type Glyphs,
  graphemes,
  type Line,
  lineOf,
  type Size,
  type Style,
  sanitize,
  segment,
} from '../../text/index.ts';

/** What is compared, a row each: only the rows that are seen are made. */
export function itemsPane(model: Model, size: Size): Line[] {
  const { diff, glyphs, pane } = model;
  if (!diff) return box({ title: 'Items' }, [], size, glyphs);
  const frame = { title: titleOf(diff), focused: pane === 'diff' };
  const [columns, rows] = [size.columns - 2, size.rows - 2];
  if (diff.items.length === 0) return box(frame, [lineOf(` ${emptyText(diff, glyphs)}`, { dim: true })], size, glyphs);
  const lines = diff.items.slice(diff.scroll.top, diff.scroll.top + rows).map((item) => {
    const selected = item.id === diff.scroll.selected;
    const line = itemRow(item, columns, selected, glyphs);
    return selected ? line.map((piece) => ({ ...piece, inverse: true })) : line;
  });
  const facts = diff.tab === 'outputs' ? factLines(diff, columns, glyphs) : [];
  // The sums stand below the rows, where there is room for all of them.
  return box(frame, lines.length + facts.length < rows ? [...lines, lineOf(''), ...facts] : lines, size, glyphs);
}

function titleOf({ items, all, filter, awaits, comparison }: DiffScreen): string {
  if (awaits !== undefined && comparison) return 'Items  comparing anew';
  if (filter.text !== '') return `Items ${items.length}/${all}  ${sanitize(filter.text, 100)}`;
  const changed = items.filter(({ mark }) => mark !== '=').length;
  return items.length === 0 ? 'Items' : `Items ${changed} changed`;
}

function emptyText({ comparison, problem, awaits, filter, all, tab }: DiffScreen, { more }: Glyphs): string {
  if (problem) return 'nothing to show';
  if (!comparison) return awaits === undefined ? 'nothing to show' : `comparing${more}`;
  if (filter.text !== '') return `none of ${countText(all, 'item')} matches`;
  return tab === 'code' ? 'no code differs' : 'the runs left nothing';
}

const MARK_STYLES: { readonly [M in Mark]: Style } = {
  '~': { colour: 'yellow' },
  '+': { colour: 'green' },
  '-': { colour: 'red' },
  '=': { dim: true },
};

function itemRow({ mark, label, depth, note }: DiffItem, columns: number, selected: boolean, glyphs: Glyphs): Line {
  const shownNote = note === '' ? '' : ` ${note}`;
  const indent = ' '.repeat(Math.min(2 * depth, Math.floor(columns / 3)));
  const room = Math.max(4, columns - 3 - indent.length - cellWidth(shownNote) - 1);
  const name = endOf(sanitize(label, 500), room, glyphs.more);
  return [
    segment(selected ? '>' : ' '),
    segment(mark, MARK_STYLES[mark]),
    segment(` ${indent}${fitText(name, room)}`),
    segment(`${shownNote} `, { dim: !selected }),
  ];
}

/** Of a path that is too long, its end says more. */
function endOf(text: string, width: number, more: string): string {
  if (cellWidth(text) <= width) return text;
  let kept = '';
  let used = cellWidth(more);
  for (const { grapheme, width: cells } of [...graphemes(text)].reverse()) {
    if (used + cells > width) break;
    kept = grapheme + kept;
    used += cells;
  }
  return more + kept;
}

/** The sums of the drawing: the thread that took another number of turns, the spend, the models. */
function factLines({ comparison }: DiffScreen, columns: number, glyphs: Glyphs): Line[] {
  if (!comparison) return [];
  const { threads, runs } = comparison.diff;
  const apart = ({ turns: { a, b } }: (typeof threads)[number]): number =>
    a === undefined || b === undefined ? 0 : Math.abs(a - b);
  const farthest = threads
    .filter((thread) => apart(thread) > 0)
    .toSorted((left, right) => apart(right) - apart(left))[0];
  const spend = spendRow({ a: runs.a.cost.usd, b: runs.b.cost.usd }, comparison);
  const facts = [
    ...(farthest ? [{ name: nameOf(farthest), text: `${versus(bothRow('', farthest.turns))} turns` }] : []),
    { name: 'spend', text: versus(spend) },
    { name: 'models', text: modelsNote(comparison) },
  ];
  const width = Math.min(
    Math.max(...facts.map((fact) => cellWidth(sanitize(fact.name, 100)))),
    Math.floor(columns / 2),
  );
  return facts.map(({ name: label, text }) => [
    segment(`  ${fitText(sanitize(label, 100), width, 'left', glyphs.more)}  `, { dim: true }),
    segment(text),
  ]);
}
