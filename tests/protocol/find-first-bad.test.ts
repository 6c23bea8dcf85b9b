import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findFirstBad, type Verdict } from '#protocol';

describe('a search by halves', () => {
  it('finds the first bad one of any row, with few looks', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 500 }), fc.nat(), async (count, at) => {
        const first = at % count;
        const { candidates, checked } = await findFirstBad(count, async (index) => (index >= first ? 'bad' : 'good'));
        expect(candidates).toEqual([first]);
        expect(checked).toBeLessThanOrEqual(Math.ceil(Math.log2(count)) + 1);
      }),
    );
  });

  it('looks beside what has to be skipped, and names all that could be it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), fc.nat(), async (skipped, at) => {
        const first = at % skipped.length;
        const last = skipped.length - 1;
        const verdict = (index: number): Verdict =>
          skipped[index] && index !== last ? 'skip' : index >= first ? 'bad' : 'good';
        const { candidates } = await findFirstBad(skipped.length, async (index) => verdict(index));
        expect(candidates).toContain(first);
        // Of all but the last nothing could be said.
        expect(candidates.slice(0, -1).every((index) => verdict(index) === 'skip')).toBe(true);
        expect(verdict(candidates.at(-1) ?? -1)).toBe('bad');
      }),
    );
  });
});
