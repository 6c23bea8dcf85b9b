import type { Key } from '../keys/key.ts';
import type { Line, Size } from '../text/index.ts';
import type { Demand } from './demand.ts';

/** What arrives at an overlay: a key, or a paste, which is text and never a key. */
export type OverlayEvent = { kind: 'key'; key: Key } | { kind: 'paste'; text: string };

/** What became of an overlay: absent, it is closed. */
export interface Step<Overlay> {
  overlay?: Overlay;
  demands: readonly Demand[];
}

/** An overlay as it is drawn: exactly `size.rows` lines of `size.columns` cells. */
export interface OverlayView {
  size: Size;
  lines: readonly Line[];
  /** The cell of the text cursor inside it, from 0; absent where nothing is typed. */
  cursor?: { row: number; column: number };
}

export function stay<Overlay>(overlay: Overlay, ...demands: Demand[]): Step<Overlay> {
  return { overlay, demands };
}

export function close(...demands: Demand[]): Step<never> {
  return { demands };
}

/** True for the keys that leave any overlay: `esc`, and `^c`, which quits only from a view. */
export function leaves({ name, ctrl }: Key): boolean {
  return name === 'escape' || (ctrl && name === 'c');
}
