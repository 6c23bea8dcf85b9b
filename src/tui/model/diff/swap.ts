import type { Comparison } from '#app';
import type { Both, DefinitionDiff, FileDiff, RunDiff, ThreadDiff, ThreadDivergence, ValueDiff } from '#protocol';
import { parsePatch, patchText, swapPatch } from './patch.ts';

/** The same comparison with left and right exchanged. */
export function swapComparison(comparison: Comparison): Comparison {
  const { diff, models } = comparison;
  return {
    ...comparison,
    diff: swapDiff(diff),
    models: new Map([...models].map(([place, both]) => [place, swapBoth(both)])),
  };
}

function swapDiff(diff: RunDiff): RunDiff {
  const { first_divergence: first, ...rest } = diff;
  return {
    ...rest,
    a: diff.b,
    b: diff.a,
    ...(first && { first_divergence: { ...swapDivergence(first), place: first.place } }),
    runs: { a: diff.runs.b, b: diff.runs.a },
    inputs: diff.inputs.map(swapValue),
    outputs: diff.outputs.map(swapValue),
    threads: diff.threads.map(swapThread),
    artifacts: diff.artifacts.map(swapFile),
    definitions: diff.definitions.map(swapFile),
  };
}

function swapThread(thread: ThreadDiff): ThreadDiff {
  const { divergence } = thread;
  return {
    ...thread,
    change: SWAPPED[thread.change],
    status: swapBoth(thread.status),
    ...(divergence && { divergence: swapDivergence(divergence) }),
    outputs: thread.outputs.map(swapValue),
    cost_usd: swapBoth(thread.cost_usd),
    tokens: swapBoth(thread.tokens),
    turns: swapBoth(thread.turns),
    duration_ms: swapBoth(thread.duration_ms),
  };
}

const SWAPPED = { same: 'same', changed: 'changed', only_a: 'only_b', only_b: 'only_a' } as const;

function swapDivergence(divergence: ThreadDivergence): ThreadDivergence {
  const { seq_a: seqA, seq_b: seqB, action_a: actionA, action_b: actionB, kind, input } = divergence;
  return {
    ...(seqB !== undefined && { seq_a: seqB }),
    ...(seqA !== undefined && { seq_b: seqA }),
    kind: kind === 'only_a' ? 'only_b' : kind === 'only_b' ? 'only_a' : kind,
    ...(actionB && { action_a: actionB }),
    ...(actionA && { action_b: actionA }),
    ...(input && { input: input.map(swapValue) }),
  };
}

function swapValue({ path, ...both }: ValueDiff): ValueDiff {
  return { path, ...swapBoth(both) };
}

function swapFile<T extends FileDiff | DefinitionDiff>(file: T): T {
  const { a, b, diff, ...rest } = file;
  return {
    ...rest,
    change: SWAPPED[file.change],
    ...swapBoth({ ...(a && { a }), ...(b && { b }) }),
    ...(diff !== undefined && { diff: swapText(diff) }),
  } as T;
}

/** A unified diff with the names at its head. */
function swapText(diff: string): string {
  const [, a = '', b = ''] = /^--- (.*)\n\+\+\+ (.*)\n/.exec(diff) ?? [];
  return `--- ${b.replace(/^b\//, 'a/')}\n+++ ${a.replace(/^a\//, 'b/')}\n${patchText(swapPatch(parsePatch(diff)))}`;
}

function swapBoth<T>({ a, b }: Both<T>): Both<T> {
  return { ...(b !== undefined && { a: b }), ...(a !== undefined && { b: a }) };
}
