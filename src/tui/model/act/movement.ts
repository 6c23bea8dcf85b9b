/** How far a key moves: rows, a share of a screen, or to an end. */
export type Move = { rows: number } | { screens: number } | { to: 'top' | 'bottom' };

/** Rows that a move goes over, below 0 upwards. @param height Rows of a screen. */
export function rowsOf(by: Move, height: number): number {
  if ('rows' in by) return by.rows;
  if ('screens' in by) return Math.trunc(by.screens * height) || Math.sign(by.screens);
  return by.to === 'top' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
