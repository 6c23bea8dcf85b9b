import type { Comparison } from '#app';
import { type Both, durationText, type SideDocument, type ThreadDiff } from '#protocol';
import { amountText, tokensText } from '../../views/amount-text.ts';
import type { TableRow } from './diff-item.ts';

/** One figure of both sides; `-` where a side has none. */
export function bothRow<T>(label: string, { a, b }: Both<T>, text: (value: T) => string = String): TableRow {
  return { label, a: a === undefined ? '-' : text(a), b: b === undefined ? '-' : text(b) };
}

/** `0.31`, or `~0.31` where the amount is made up from text lengths. */
export function spendRow(both: Both<number>, { diff }: Comparison): TableRow {
  const { a, b } = both;
  return {
    label: 'spend',
    a: a === undefined ? '-' : spend(a, diff.runs.a),
    b: b === undefined ? '-' : spend(b, diff.runs.b),
  };
}

function spend(usd: number, { simulated }: SideDocument): string {
  return `${simulated ? '~' : ''}${amountText(usd)}`;
}

/** `0.31 vs 0.42`, and once where both are the same. */
export function versus({ a, b }: Pick<TableRow, 'a' | 'b'>): string {
  return a === b ? a : `${a} vs ${b}`;
}

/** What a thread came to, in figures. */
export function threadRows(thread: ThreadDiff, comparison: Comparison): TableRow[] {
  return [
    bothRow('state', thread.status),
    bothRow('model', comparison.models.get(thread.place) ?? {}),
    bothRow('turns', thread.turns),
    spendRow(thread.cost_usd, comparison),
    bothRow('tokens', thread.tokens, tokensText),
    bothRow('took', thread.duration_ms, durationText),
  ];
}

/** Sums over threads that belong together. */
export interface ThreadSums {
  threads: Both<number>;
  turns: Both<number>;
  usd: Both<number>;
  tokens: Both<number>;
}

/** The sums of some threads; a side that has none of them has no figures. */
export function sumsOf(threads: readonly ThreadDiff[]): ThreadSums {
  return {
    threads: sumOf(threads, ({ status }) => ({ ...('a' in status && { a: 1 }), ...('b' in status && { b: 1 }) })),
    turns: sumOf(threads, ({ turns }) => turns),
    usd: sumOf(threads, ({ cost_usd: usd }) => usd),
    tokens: sumOf(threads, ({ tokens }) => tokens),
  };
}

function sumOf(threads: readonly ThreadDiff[], value: (thread: ThreadDiff) => Both<number>): Both<number> {
  const sum: Both<number> = {};
  for (const thread of threads)
    for (const side of ['a', 'b'] as const) {
      const each = value(thread)[side];
      if (each !== undefined) sum[side] = (sum[side] ?? 0) + each;
    }
  return sum;
}

export function sumRows({ threads, turns, usd, tokens }: ThreadSums, comparison: Comparison): TableRow[] {
  return [
    bothRow('threads', threads),
    bothRow('turns', turns),
    spendRow(usd, comparison),
    bothRow('tokens', tokens, tokensText),
  ];
}

/** Threads by what a function says of them, in the order of their first. */
export function groupThreads(
  threads: readonly ThreadDiff[],
  by: (thread: ThreadDiff) => string,
): [string, ThreadDiff[]][] {
  const groups = new Map<string, ThreadDiff[]>();
  for (const thread of threads) {
    const key = by(thread);
    const group = groups.get(key);
    if (group) group.push(thread);
    else groups.set(key, [thread]);
  }
  return [...groups];
}

/** The last part of its place; the root by its directive. */
export function nameOf({ place, directive }: ThreadDiff): string {
  const slash = place.lastIndexOf('/');
  return slash < 0 ? directive : place.slice(slash + 1);
}
