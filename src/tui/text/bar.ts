/** `[##......]`: how much of a whole is used. @param fraction Below 0 and above 1 are drawn as empty and full. */
export function bar(fraction: number, cells: number): string {
  const share = Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : 1;
  // Nothing looks used up before it is.
  const full = Math.min(Math.round(share * cells), share < 1 ? cells - 1 : cells);
  return `[${'#'.repeat(full)}${'.'.repeat(cells - full)}]`;
}

/** `25%`, of a fraction. */
export function percent(fraction: number): string {
  return Number.isFinite(fraction) ? `${Math.round(fraction * 100)}%` : '-';
}
