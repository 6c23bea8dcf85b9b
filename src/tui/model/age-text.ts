/** `00:06:12`: hours, minutes, seconds. @param ms Below 0 counts as 0. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** `just now`, `4 min ago`, `3 h ago`, `12 days ago`: no finer than anybody needs to know. */
export function agoText(ms: number): string {
  const minutes = Math.floor(Math.max(0, ms) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / (24 * 60))} days ago`;
}

/** How long something waits: `04:10`, from an hour on `01:04:10`, from two days on `3 days`. */
export function waitText(ms: number): string {
  const hours = Math.floor(Math.max(0, ms) / 3_600_000);
  if (Number.isNaN(hours)) return '-';
  if (hours >= 48) return `${Math.floor(hours / 24)} days`;
  return hours < 1 ? ageText(ms).slice(-5) : ageText(ms);
}
