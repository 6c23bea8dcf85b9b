import { type Card, shippedBoard, toUsd } from '#protocol';
import { selectedCard, workerOf } from '../../model/board/columns.ts';
import { gateAhead, gateText } from '../../model/board/gate-ahead.ts';
import { labelOf } from '../../model/label-of.ts';
import type { Model, RunScreen } from '../../model/model.ts';
import { box, fitText, type Line, lineOf, type Size, sanitize } from '../../text/index.ts';
import { amountText } from '../amount-text.ts';
import { labelled } from '../threads/detail/labelled-lines.ts';

/** Below this there is no room for a frame: what matters most stands on two lines. */
const FRAMED_ROWS = 4;

/** The selected card: the gate before it, its files, where it was, and what it cost. */
export function cardPane(model: Model, size: Size): Line[] {
  const { glyphs, pane, board } = model;
  if (size.rows < FRAMED_ROWS)
    return Array.from({ length: size.rows }, (_, row) =>
      lineOf(fitText(` ${shortLines(model)[row] ?? ''}`, size.columns, 'left', glyphs.more)),
    );
  const lines = cardDetailLines(model, size.columns - 2);
  const from = Math.min(board.detailTop, Math.max(0, lines.length - (size.rows - 2)));
  const card = selectedCard(model);
  const title = card ? `${card.id} ${sanitize(card.title, 200)}` : 'Card';
  return box({ title, right: 'J/K scroll', focused: pane === 'card' }, lines.slice(from), size, glyphs);
}

/** All that is known of the selected card. @param columns Cells inside of the frame. */
export function cardDetailLines(model: Model, columns: number): readonly Line[] {
  const { run } = model;
  const card = selectedCard(model);
  if (!run || !card) return [];
  const line = (label: string, text: string): Line[] => (text === '' ? [] : labelled(label, text, columns));
  const worker = workerOf(run, card);
  return [
    ...line('thread', worker ? `${labelOf(worker)}, ${worker.place}` : ''),
    ...line('gate', gateLine(card, model).replace(/^gate /, '')),
    ...line('said', card.gates.get(aheadOf(card, model)?.next ?? '')?.detail ?? ''),
    ...line('moved', pathText(card, model, 8)),
    ...line('back', card.notes.map(({ from, to, note }) => `${from} to ${to}: ${note}`).join('\n')),
    ...line('files', card.artifacts.join('  ')),
    ...line('spend', spendText(run, card)),
    ...line('branch', `${run.runId} in .ai/data`),
  ];
}

/** As the design draws them. */
function shortLines(model: Model): string[] {
  const { run } = model;
  const card = selectedCard(model);
  if (!run || !card) return [];
  const files = card.artifacts.length === 0 ? '' : `  files: ${sanitize(card.artifacts.join(' '), 200)}`;
  return [
    `${sanitize(card.title, 40)}  ${sanitize(gateLine(card, model))}${files}`,
    `moved: ${pathText(card, model, 2)}   spend ${spendText(run, card)}   branch ${sanitize(run.runId, 100)}`,
  ];
}

function aheadOf(card: Card, { board }: Model): ReturnType<typeof gateAhead> {
  return gateAhead(card, board.rules ?? shippedBoard);
}

/** `gate BUILD›REVIEW: npm test, red 11:40`. */
function gateLine(card: Card, model: Model): string {
  if (!model.board.rules) return model.board.problem ?? 'reading the gates';
  const ahead = aheadOf(card, model);
  if (!ahead) return 'the last column';
  const way = `${card.column}${model.glyphs.crumb}${ahead.next}`;
  if (!ahead.gate) return `no gate ${way}`;
  const { last } = ahead;
  const said = last ? `${last.isGreen ? 'green' : 'red'} ${timeText(last.at)}` : 'not asked yet';
  return `gate ${way}: ${gateText(ahead.gate)}, ${said}`;
}

/** Where it has been; of a long way the end. Times are UTC. @param most Columns that are named. */
function pathText({ path }: Card, { glyphs }: Model, most: number): string {
  const stops = path.map(({ column, at, by, forced }) => {
    const how = by === undefined ? '' : ` ${forced ? 'forced ' : ''}by ${sanitize(by, 50)}`;
    return `${sanitize(column, 50)} ${timeText(at)}${how}`;
  });
  const shown = stops.slice(-most);
  return [...(shown.length < stops.length ? [glyphs.more] : []), ...shown].join(` ${glyphs.crumb} `);
}

function timeText(at: string): string {
  return at.slice(11, 16);
}

/** Of the thread that works on it, with its ceiling. */
function spendText(run: RunScreen, card: Card): string {
  const worker = workerOf(run, card);
  if (!worker) return '-';
  const mark = run.feed.state.started?.simulated ? '~' : '';
  const { spend } = worker.limits;
  return `${mark}$${amountText(toUsd(worker.account.own))}${spend === undefined ? '' : `/${amountText(spend)}`}`;
}
