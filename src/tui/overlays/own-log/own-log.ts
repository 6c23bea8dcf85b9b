import { box, fitText, type Glyphs, type Line, lineOf, type Size, sanitize } from '../../text/index.ts';
import { close, leaves, type OverlayEvent, type OverlayView, type Step, stay } from '../step.ts';
import type { Surroundings } from '../surroundings.ts';

/** rye's own messages of this session. */
export interface OwnLog {
  kind: 'ownLog';
  /** Lines above the newest at which the view stands; 0 follows. */
  back: number;
}

export function openOwnLog(): OwnLog {
  return { kind: 'ownLog', back: 0 };
}

export function updateOwnLog(log: OwnLog, event: OverlayEvent, { ownLog }: Surroundings): Step<OwnLog> {
  if (event.kind === 'paste') return stay(log);
  const { key } = event;
  if (leaves(key) || key.text === 'q' || key.text === '@') return close();
  const back = BACK.get(key.name);
  if (back === undefined) return stay(log);
  return stay({ ...log, back: Math.max(0, Math.min(log.back + back, ownLog.length - 1)) });
}

const BACK = new Map([
  ['up', 1],
  ['k', 1],
  ['pageup', 10],
  ['g', Number.MAX_SAFE_INTEGER],
  ['home', Number.MAX_SAFE_INTEGER],
  ['down', -1],
  ['j', -1],
  ['pagedown', -10],
  ['G', -Number.MAX_SAFE_INTEGER],
  ['end', -Number.MAX_SAFE_INTEGER],
]);

export function viewOwnLog(log: OwnLog, { ownLog }: Surroundings, space: Size, glyphs: Glyphs): OverlayView {
  const size = { columns: Math.min(120, space.columns), rows: Math.min(24, space.rows) };
  const room = size.rows - 2;
  const end = Math.max(Math.min(room, ownLog.length), ownLog.length - log.back);
  const shown = ownLog.slice(Math.max(0, end - room), end);
  const text = (line: string): Line => lineOf(` ${fitText(sanitize(line), size.columns - 4, 'left', glyphs.more)}`);
  const lines =
    shown.length === 0 ? [lineOf(' Nothing yet: rye has had nothing to say.', { dim: true })] : shown.map(text);
  const frame = { title: 'own log', right: 'j/k scroll  esc leave', focused: true };
  return { size, lines: box(frame, lines, size, glyphs) };
}
