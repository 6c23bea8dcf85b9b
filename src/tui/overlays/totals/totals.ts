import { box, fitText, type Glyphs, type Line, lineOf, type Size } from '../../text/index.ts';
import { close, leaves, type OverlayEvent, type OverlayView, type Step, stay } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';
import { totalsLines } from './totals-lines.ts';

/** What all threads of the open run come to. */
export interface Totals {
  kind: 'totals';
  /** The first line that is seen. */
  top: number;
}

export function openTotals(): Totals {
  return { kind: 'totals', top: 0 };
}

export function updateTotals(totals: Totals, event: OverlayEvent, around: Surroundings): Step<Totals> {
  if (event.kind === 'paste') return stay(totals);
  const { key } = event;
  if (leaves(key) || key.text === 'q') return close();
  const step = STEPS.get(key.name);
  if (step === undefined) return stay(totals);
  const last = textOf(around).length - 1;
  return stay({ ...totals, top: Math.max(0, Math.min(totals.top + step, last)) });
}

const STEPS = new Map([
  ['down', 1],
  ['j', 1],
  ['pagedown', 10],
  ['up', -1],
  ['k', -1],
  ['pageup', -10],
]);

export function viewTotals(totals: Totals, around: Surroundings, space: Size, glyphs: Glyphs): OverlayView {
  const lines = textOf(around);
  const size = { columns: Math.min(100, space.columns), rows: Math.min(lines.length + 2, 30, space.rows) };
  const shown = lines.slice(totals.top, totals.top + size.rows - 2);
  const text = (line: string): Line =>
    lineOf(` ${fitText(line, size.columns - 4, 'left', glyphs.more)}`, { bold: /^[A-Z]/.test(line) });
  const frame = { title: 'across all threads', right: 'j/k scroll  esc leave', focused: true };
  return { size, lines: box(frame, shown.map(text), size, glyphs) };
}

function textOf({ feed, nowMs }: Surroundings): readonly string[] {
  return feed ? totalsLines(feed, nowMs) : ['No run is open.'];
}
