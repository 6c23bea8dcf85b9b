/** How numbers read, the same everywhere. */

/** `$0.0123`: four decimals below a dollar, two from there on; `$0` for nothing. */
export function usdText(usd: number): string {
  if (usd === 0) return '$0';
  if (usd < 0.0001) return '<$0.0001';
  return `$${usd.toFixed(usd < 1 ? 4 : 2)}`;
}

/** An amount that a run spent, marked where it was made up from text lengths. */
export function costText(usd: number, simulated: boolean): string {
  return simulated ? `${usdText(usd)} (simulated)` : usdText(usd);
}

/** `3 turns`, `1 turn`. */
export function countText(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** How much a thread has done: `3 turns`; `5 steps` of a graph, which asks no model. */
export function workText({ cost, graph }: { cost: { turns: number }; graph?: { steps: number } }): string {
  return graph ? countText(graph.steps, 'step') : countText(cost.turns, 'turn');
}

/** `1.2 s`, `3 min 04 s`. */
export function durationText(ms: number): string {
  if (ms < 60_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)} s`;
  const minutes = Math.floor(ms / 60_000);
  return `${minutes} min ${String(Math.floor((ms % 60_000) / 1000)).padStart(2, '0')} s`;
}

/** One line, at most `length` characters, control characters out. */
export function oneLine(text: string, length: number): string {
  const plain = text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
  if (plain.length <= length) return plain.toWellFormed();
  // A cut between the halves of a character would leave one that no encoding can hold.
  return `${plain.slice(0, length - 1).replace(/[\ud800-\udbff]$/, '')}…`.toWellFormed();
}
