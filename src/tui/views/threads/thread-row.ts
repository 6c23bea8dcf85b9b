import { type ThreadState, toUsd } from '#protocol';
import { labelOf } from '../../model/label-of.ts';
import type { ThreadWord } from '../../model/thread-word.ts';
import type { TreeRow } from '../../model/tree.ts';
import {
  bar,
  cellWidth,
  fitText,
  type Glyphs,
  type Line,
  percent,
  type Segment,
  sanitize,
  segment,
} from '../../text/index.ts';
import { spendText } from '../amount-text.ts';
import { stateGlyph, stateStyle } from '../state-style.ts';
import type { Columns } from './columns.ts';

/** Everything that one line of the tree shows. */
export interface RowFacts {
  row: TreeRow;
  thread: ThreadState;
  word: ThreadWord;
  doing: string;
  selected: boolean;
  marked: boolean;
  /** Context window of its model, in tokens. */
  window?: number;
  /** The model of its parent: only another one is named beside the name. */
  parentModel?: string;
}

/** The line that names the columns. */
export function headRow(columns: Columns): Line {
  const wide = columns.model > 0;
  const text =
    fitText(wide ? '    THREAD' : '     THREAD', columns.name) +
    fitText('MODEL', columns.model) +
    fitText('STATE', columns.state) +
    fitText(wide ? 'TURNS' : ' TURNS', columns.turns) +
    fitText('CTX', columns.context) +
    fitText('SPEND', columns.spend) +
    fitText('DOING', columns.doing);
  return [segment(text, { dim: true })];
}

/** A thread as one line of the tree. */
export function threadRow(facts: RowFacts, columns: Columns, glyphs: Glyphs): Line {
  const { thread, word, selected, row } = facts;
  const style = stateStyle(word);
  const plain = row.matches ? {} : { dim: true };
  const cut = (text: string, width: number): string =>
    width > 0 ? `${fitText(text, width - 1, 'left', glyphs.more)} ` : '';
  const line: Segment[] = [
    ...nameCell(facts, columns, glyphs),
    segment(cut(thread.graph ? 'graph' : shortModel(thread.model), columns.model), plain),
    segment(fitText(word, columns.state), style),
    segment(fitText(turnsText(thread, columns), columns.turns), plain),
    segment(fitText(contextText(facts, columns), columns.context), plain),
    segment(cut(spendCell(thread, columns), columns.spend), plain),
    segment(cut(facts.doing, columns.doing), plain),
  ];
  return selected ? line.map((piece) => ({ ...piece, inverse: true })) : line;
}

function nameCell(
  { row, thread, word, selected, marked, parentModel }: RowFacts,
  columns: Columns,
  glyphs: Glyphs,
): Segment[] {
  const fold = row.children === 0 ? '' : row.folded ? glyphs.folded : glyphs.open;
  const mark = marked ? '+' : ' ';
  // The root's fold mark stands where others have the selection.
  const lead =
    row.depth === 0
      ? `${selected ? '>' : mark}${fold === '' ? (selected ? ' ' : '  ') : ''}${fold}${fold === '' ? '' : ' '}`
      : `${mark}${selected ? '>' : ' '} ${treeLines(row, glyphs)} ${fold === '' ? '' : `${fold} `}`;
  const glyph = `${stateGlyph(word, glyphs)} `;
  const room = columns.name - cellWidth(lead) - 2;
  const name = labelOf(thread);
  const model =
    columns.model === 0 && parentModel !== undefined && parentModel !== thread.model ? shortModel(thread.model) : '';
  const both = model === '' || cellWidth(name) + 2 + cellWidth(model) >= room ? '' : ` ${model}`;
  const shown = fitText(name, Math.min(cellWidth(name), Math.max(0, room - 1 - cellWidth(both))), 'left', glyphs.more);
  return [
    segment(lead, { dim: true }),
    segment(glyph, stateStyle(word)),
    segment(shown, row.matches ? {} : { dim: true }),
    segment(fitText(both, Math.max(0, room - cellWidth(shown))), { dim: true }),
  ].map((piece) => (selected ? { ...piece, dim: false } : piece));
}

/** The lines that tie a row to the rows above it. */
export function treeLines({ last }: TreeRow, glyphs: Glyphs): string {
  return last
    .map((isLast, level) => {
      if (level === last.length - 1) return isLast ? glyphs.lastBranch : glyphs.branch;
      return isLast ? '   ' : `${glyphs.vertical}  `;
    })
    .join('');
}

/** `sonnet-4-5` of `claude-sonnet-4-5-20250929`. */
export function shortModel(model: string): string {
  return sanitize(model.replace(/^claude-/, '').replace(/-20\d{6}$/, ''), 100);
}

function turnsText({ turns, limits, graph }: ThreadState, { model }: Columns): string {
  if (graph)
    return model > 0 ? `${graph.steps}/${graph.maxSteps}` : `${String(graph.steps).padStart(2)}/${graph.maxSteps}`;
  const used = turns.length === 0 ? '-' : String(turns.length);
  const text = limits.turns === undefined ? used : `${used}/${limits.turns}`;
  return model > 0 ? text : used.padStart(2) + text.slice(used.length);
}

function contextText({ thread, window }: RowFacts, { bar: asBar }: Columns): string {
  const tokens = thread.lastInput?.tokens ?? thread.context?.tokens;
  if (tokens === undefined || window === undefined) return asBar ? '-' : '  -';
  const share = percent(tokens / window).padStart(3);
  return asBar ? `${bar(tokens / window, 8)} ${share}` : share;
}

/** No figure is cut in the middle: where there is no room for both, the ceiling does without its last zeros, or goes. */
function spendCell({ account, limits }: ThreadState, { model, spend }: Columns): string {
  const usd = toUsd(account.own);
  const whole = spendText(usd, limits.spend, model > 0 ? '/' : '    ');
  const texts = [whole, whole.replace(/\.?0+$/, ''), spendText(usd, undefined)];
  return texts.find((text) => text.length < spend) ?? whole;
}
