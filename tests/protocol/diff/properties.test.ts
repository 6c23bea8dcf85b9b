import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRuns, type RunDiff, runSide } from '#protocol';
import { arbitraryChance, arbitraryPlan, logOfPlan } from './planned-run.ts';

describe('any two runs', () => {
  it('of one plan are identical, whatever ids they gave, when they were, and whose turn came when', () => {
    fc.assert(
      fc.property(arbitraryPlan, arbitraryChance, arbitraryChance, (plan, first, second) => {
        const diff = diffRuns(runSide('a', logOfPlan(plan, first)), runSide('b', logOfPlan(plan, second)));
        expect(diff).toMatchObject({ identical: true, inputs: [], outputs: [], artifacts: [], definitions: [] });
        expect(diff.first_divergence).toBeUndefined();
        expect(diff.threads.filter(({ change }) => change !== 'same')).toEqual([]);
      }),
    );
  });

  it('mirror each other when they change sides', () => {
    fc.assert(
      fc.property(arbitraryPlan, arbitraryPlan, arbitraryChance, (left, right, chance) => {
        const [a, b] = [logOfPlan(left), logOfPlan(right, chance)];
        const diff = diffRuns(runSide('a', a), runSide('b', b));
        const mirrored = diffRuns(runSide('b', b), runSide('a', a));
        expect(mirrored.identical).toBe(diff.identical);
        expect(byPlace(mirrored)).toEqual(byPlace(swapped(diff)));
        expect(mirrored.artifacts).toEqual(swapped(diff).artifacts);
      }),
    );
  });

  it('are compared in a document that JSON keeps, each count adding up', () => {
    fc.assert(
      fc.property(arbitraryPlan, arbitraryPlan, (left, right) => {
        const diff = diffRuns(runSide('a', logOfPlan(left)), runSide('b', logOfPlan(right)));
        expect(JSON.parse(JSON.stringify(diff))).toEqual(diff);
        for (const { place, change, actions, divergence, outputs } of diff.threads) {
          if (change === 'same') expect([place, actions.changed, outputs]).toEqual([place, 0, []]);
          if (divergence) expect(actions.changed, place).toBeGreaterThan(0);
        }
        const parted = diff.threads.flatMap(({ divergence }) => (divergence ? [divergence] : []));
        const earliest = Math.min(...parted.map(({ seq_a: a, seq_b: b }) => a ?? b ?? Number.NaN));
        const first = diff.first_divergence;
        if (parted.length > 0) expect(first?.seq_a ?? first?.seq_b).toBe(earliest);
        else expect(first).toBeUndefined();
      }),
    );
  });
});

/** Threads by their place; what each side adds comes last, so that the order is another one. */
function byPlace({ threads }: RunDiff): Map<string, unknown> {
  return new Map(
    threads.map(({ place, outputs, divergence, ...thread }) => [
      place,
      { ...thread, outputs: new Map(outputs.map(({ path, ...sides }) => [path, sides])), kind: divergence?.kind },
    ]),
  );
}

const MIRRORED: Readonly<Record<string, string>> = {
  a: 'b',
  b: 'a',
  seq_a: 'seq_b',
  seq_b: 'seq_a',
  action_a: 'action_b',
  action_b: 'action_a',
};
const MIRRORED_WORDS: Readonly<Record<string, string>> = { only_a: 'only_b', only_b: 'only_a' };

function swapped<T>(value: T): T {
  if (typeof value === 'string') return (MIRRORED_WORDS[value] ?? value) as T;
  if (Array.isArray(value)) return value.map(swapped) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [MIRRORED[key] ?? key, swapped(each)])) as T;
}
