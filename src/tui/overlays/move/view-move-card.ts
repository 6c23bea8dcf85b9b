import { shippedBoard } from '#protocol';
import { type GateAhead, gateAhead, gateText } from '../../model/board/gate-ahead.ts';
import {
  fitText,
  type Glyphs,
  type Line,
  lineOf,
  pad,
  type Size,
  sanitize,
  sanitizeLines,
  segment,
} from '../../text/index.ts';
import { dialog } from '../dialog.ts';
import type { OverlayView } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';
import type { MoveCard } from './move-card.ts';

const MOST_COLUMNS = 76;
/** Lines of what the gate said last. */
const SAID_LINES = 5;

/** The question, with the gate and what it said last. */
export function viewMoveCard(asked: MoveCard, around: Surroundings, room: Size, glyphs: Glyphs): OverlayView {
  const columns = Math.min(MOST_COLUMNS, room.columns);
  const width = columns - 4;
  const fact = (label: string, value: string): Line => [
    segment(pad(label, 7), { dim: true }),
    segment(fitText(sanitize(value), width - 7, 'left', glyphs.more)),
  ];
  const card = around.feed?.state.cards.get(asked.card);
  const ahead = card && gateAhead(card, around.board ?? shippedBoard);
  const lines: Line[] = [
    fact('card', `${asked.card} ${card?.title ?? ''}`),
    fact('goes', `${asked.from} ${glyphs.crumb} ${asked.to}`),
    ...gateLines(ahead, glyphs).map(([label, value]) => fact(label, value)),
    [],
    ...choices(asked, ahead),
    lineOf(asked.said === 'disarmed' ? 'something else was typed: esc to leave' : '', { dim: true }),
  ];
  return dialog({ title: `move ${asked.card} to ${asked.to}?`, lines }, columns, room, glyphs);
}

/** What holds the card, and what was said about it: the end of an output is what matters. */
function gateLines(ahead: GateAhead | undefined, glyphs: Glyphs): [label: string, value: string][] {
  if (!ahead?.gate) return [['gate', 'none']];
  const { gate, last } = ahead;
  if ('approval' in gate) return [['gate', 'a person says so: whoever moves it has']];
  const asks: [string, string] = ['gate', gateText(gate)];
  if (!last) return [asks, ['result', 'not asked yet about this card']];
  const [first = '', ...rest] = sanitizeLines(last.detail);
  const mark = last.isGreen ? `${glyphs.done} green` : `${glyphs.failed} red`;
  const end = rest.slice(-(SAID_LINES - 1)).map((line): [string, string] => ['', line]);
  return [asks, ['result', `${mark} ${last.at.slice(11, 16)}: ${first}`], ...end];
}

function choices({ isRed }: MoveCard, ahead: GateAhead | undefined): Line[] {
  const runs = ahead?.gate !== undefined && 'command' in ahead.gate;
  const go = runs ? 'enter run the gate, move it if it is green' : 'enter move it';
  const leave: Line = [segment(' esc leave it ', { inverse: true }), segment('   '), segment(go, { bold: true })];
  if (!isRed) return [leave];
  return [leave, [segment('y move it past the red gate: recorded as forced by you', { bold: true, colour: 'red' })]];
}
