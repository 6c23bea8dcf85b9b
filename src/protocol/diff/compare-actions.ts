import type { PlacedAction, ThreadAction } from './action.ts';
import { type NamesOfBoth, sameValue } from './names.ts';

/**
 * In what two actions at the same place differ: the tool that was called, its input, how the call ended; what was
 * spawned, moved, visited; how the thread ended; or that they are not the same kind of action at all.
 * `only_a`, `only_b`: the other thread did nothing more, or is still in the middle of it.
 */
export type DivergenceKind =
  | 'tool'
  | 'input'
  | 'outcome'
  | 'spawn'
  | 'move'
  | 'step'
  | 'ending'
  | 'action'
  | 'only_a'
  | 'only_b';

/** Where what a thread did is no longer the same. */
export interface Divergence {
  kind: DivergenceKind;
  a?: PlacedAction;
  b?: PlacedAction;
}

/** What two threads did, beside each other. */
export interface ActionComparison {
  same: number;
  changed: number;
  first?: Divergence;
}

/** Compares what two threads did, in order. */
export function compareActions(
  a: readonly PlacedAction[],
  b: readonly PlacedAction[],
  names: NamesOfBoth,
): ActionComparison {
  const alike = (nth: number, other: number): boolean => {
    const [left, right] = [a[nth], b[other]];
    return left !== undefined && right !== undefined && differenceOf(left.action, right.action, names) === undefined;
  };
  let before = 0;
  while (before < a.length && before < b.length && alike(before, before)) before += 1;
  if (before === a.length && before === b.length) return { same: before, changed: 0 };
  let after = 0;
  const rest = Math.min(a.length, b.length) - before;
  while (after < rest && alike(a.length - 1 - after, b.length - 1 - after)) after += 1;
  const between = commonLength({ from: before, to: a.length - after }, { from: before, to: b.length - after }, alike);
  const same = before + after + between;
  return { same, changed: Math.max(a.length, b.length) - same, first: divergenceOf(a[before], b[before], names) };
}

/** Longer stretches than this count as changed altogether, rather than to be compared each with each. */
const MOST_PAIRS = 250_000;

interface Stretch {
  from: number;
  to: number;
}

/** How many actions two stretches have in common, in the same order. */
function commonLength(a: Stretch, b: Stretch, alike: (nth: number, other: number) => boolean): number {
  const width = b.to - b.from;
  if ((a.to - a.from) * width > MOST_PAIRS) return 0;
  let row = Array.from({ length: width + 1 }, () => 0);
  for (let nth = a.from; nth < a.to; nth += 1) {
    const next = [0];
    for (let at = 0; at < width; at += 1)
      next.push(alike(nth, b.from + at) ? (row[at] ?? 0) + 1 : Math.max(row[at + 1] ?? 0, next[at] ?? 0));
    row = next;
  }
  return row[width] ?? 0;
}

function divergenceOf(a: PlacedAction | undefined, b: PlacedAction | undefined, names: NamesOfBoth): Divergence {
  const kind = a === undefined ? 'only_b' : b === undefined ? 'only_a' : differenceOf(a.action, b.action, names);
  return { kind: kind ?? 'action', ...(a && { a }), ...(b && { b }) };
}

/** In what two actions differ; undefined where they do not. */
export function differenceOf(a: ThreadAction, b: ThreadAction, names: NamesOfBoth): DivergenceKind | undefined {
  if (a.kind === 'call' && b.kind === 'call') {
    if (a.tool !== b.tool) return 'tool';
    if (!sameValue(a.input, b.input, names)) return 'input';
    return endsApart(a, b, 'outcome');
  }
  if (a.kind === 'spawn' && b.kind === 'spawn') {
    const same = a.place === b.place && a.directive === b.directive && sameValue(a.inputs, b.inputs, names);
    return same ? undefined : 'spawn';
  }
  if (a.kind === 'move' && b.kind === 'move')
    return a.what === b.what && a.card === b.card && a.from === b.from && a.to === b.to ? undefined : 'move';
  if (a.kind === 'step' && b.kind === 'step') {
    if (a.node !== b.node || a.type !== b.type) return 'step';
    return endsApart(a, b, 'step') ?? (a.next === b.next ? undefined : 'step');
  }
  if (a.kind === 'ending' && b.kind === 'ending')
    return a.status === b.status && a.code === b.code ? undefined : 'ending';
  return 'action';
}

/** What one side is still in the middle of, the other has gone on from. */
function endsApart(
  { outcome: a }: { outcome?: string },
  { outcome: b }: { outcome?: string },
  kind: 'outcome' | 'step',
): DivergenceKind | undefined {
  if (a === b) return undefined;
  if (a === undefined) return 'only_b';
  return b === undefined ? 'only_a' : kind;
}

/** The events that show a difference: where a call or step began, or, where that is the same, how it ended. */
export function seqsOf({ kind, a, b }: Divergence): { seq_a?: number; seq_b?: number } {
  const ends = a !== undefined && b !== undefined && (kind === 'outcome' || isOneSided(kind) || sameNode(a, b));
  const seqOf = (placed: PlacedAction): number => (ends ? placed.endSeq : undefined) ?? placed.seq;
  return {
    ...(a && kind !== 'only_b' && { seq_a: seqOf(a) }),
    ...(b && kind !== 'only_a' && { seq_b: seqOf(b) }),
  };
}

function isOneSided(kind: DivergenceKind): boolean {
  return kind === 'only_a' || kind === 'only_b';
}

function sameNode({ action: a }: PlacedAction, { action: b }: PlacedAction): boolean {
  return a.kind === 'step' && b.kind === 'step' && a.node === b.node;
}
