import { type BoardRules, type Card, type ThreadState, toUsd } from '#protocol';
import { workerOf } from '../../model/board/columns.ts';
import { gateText } from '../../model/board/gate-ahead.ts';
import { labelOf } from '../../model/label-of.ts';
import type { Model, RunScreen } from '../../model/model.ts';
import { threadWord } from '../../model/thread-word.ts';
import { wordContext } from '../../model/word-context.ts';
import { cellWidth, fitText, type Glyphs, type Line, lineOf, sanitize, segment, truncate } from '../../text/index.ts';
import { amountText } from '../amount-text.ts';
import { stateGlyph, stateStyle } from '../state-style.ts';

/** A card in a column of the board: `CARD_ROWS` lines. @param width Cells of each. */
export function cardCell(model: Model, run: RunScreen, card: Card, width: number): Line[] {
  const { glyphs, board } = model;
  const isSelected = card.id === board.scroll.selected;
  const title = fitText(`${isSelected ? '>' : ' '}${sanitize(card.title, 200)}`, width, 'left', glyphs.more);
  const worker = workerOf(run, card);
  return [
    [segment(title, { bold: true, inverse: isSelected })],
    worker ? workerLine(model, run, worker, width) : [],
    worker ? lineOf(fitText(`  ${costText(run, worker)}`, width, 'left', glyphs.more)) : [],
    lastWord(card, board.rules, width, glyphs),
    [],
  ];
}

/** Who works on it, and how that stands: the word stays where there is not room for all of the name. */
function workerLine(model: Model, run: RunScreen, worker: ThreadState, width: number): Line {
  const { glyphs, nowMs } = model;
  const word = threadWord(worker, wordContext(run, nowMs));
  const state = `${stateGlyph(word, glyphs)} ${word}`;
  const name = truncate(labelOf(worker), Math.max(4, width - 4 - cellWidth(state)), glyphs.more);
  const gap = 2 + cellWidth(name) + 2 + cellWidth(state) < width ? '  ' : ' ';
  return [segment(`  ${name}${gap}`), segment(state, stateStyle(word))];
}

/** `9/20  $0.44`: turns or steps, and money; costs made up from text lengths are marked. */
export function costText({ feed }: RunScreen, { turns, limits, graph, account }: ThreadState): string {
  const used = graph ? graph.steps : turns.length;
  const most = graph ? graph.maxSteps : limits.turns;
  const mark = feed.state.started?.simulated ? '~' : '';
  return `${used}${most === undefined ? '' : `/${most}`}  ${mark}$${amountText(toUsd(account.own))}`;
}

/** The newest of: why it was sent back, what a gate said; else what belongs to it. */
function lastWord(card: Card, rules: BoardRules | undefined, width: number, glyphs: Glyphs): Line {
  const note = card.notes.at(-1);
  const [gate, said] = [...card.gates].toSorted(([, a], [, b]) => (a.at < b.at ? -1 : 1)).at(-1) ?? [];
  if (note?.at === card.since && (said === undefined || said.at <= note.at))
    return lineOf(fitText(`  < ${sanitize(note.note, 200)}`, width, 'left', glyphs.more), { colour: 'yellow' });
  if (gate !== undefined && said) {
    const rule = rules?.gates[gate];
    const mark = said.isGreen ? glyphs.done : glyphs.failed;
    const what = rule === undefined ? `to ${gate}` : 'command' in rule ? gateText(rule) : 'approval';
    const isForced = !said.isGreen && card.path.at(-1)?.forced === true;
    const tail = ` ${mark}${isForced ? ' forced' : ''}`;
    const text = truncate(sanitize(what, 200), Math.max(0, width - 2 - cellWidth(tail)), glyphs.more);
    return [segment(`  ${text}`), segment(tail, { colour: said.isGreen ? 'green' : 'red', bold: !said.isGreen })];
  }
  return lineOf(fitText(`  ${sanitize(card.artifacts.join(' '), 200)}`, width, 'left', glyphs.more), { dim: true });
}
