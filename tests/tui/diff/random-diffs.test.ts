import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { swapComparison } from '../../../src/tui/model/diff/swap.ts';
import { update } from '../../../src/tui/model/update.ts';
import { lineText, lineWidth } from '../../../src/tui/text/index.ts';
import { view } from '../../../src/tui/views/view.ts';
import { draftOf, logOf } from '../../helpers/event-builder.ts';
import { afterKeys } from '../model-builder.ts';
import { foreignText, GrowingLog, type RunStep, runSteps } from '../random-runs.ts';
import { compared, diffOfTwo, hashOf } from './two-runs.ts';

const KEYS = [
  'j',
  'k',
  'G',
  'g',
  'o',
  'O',
  'n',
  'N',
  '|',
  'w',
  's',
  'J',
  'K',
  'tab',
  '+',
  '_',
  'enter',
  '^d',
  'escape',
  '5',
];

/** A log of steps, with a file of this name and text at its end. */
function logFrom(steps: readonly RunStep[], path: string, text: string) {
  const log = new GrowingLog();
  for (const step of steps) log.take(step);
  const fact = { path: path || 'a', bytes: Buffer.byteLength(text), sha256: hashOf(text) };
  return [...log.events, ...logOf([draftOf('artifact_written', fact, { thread: 't0' })], log.events.length + 1)];
}

describe('any two runs', () => {
  it('are drawn beside each other in frames of the right size, without control characters, whatever key is pressed', () => {
    fc.assert(
      fc.property(
        fc.tuple(runSteps, runSteps),
        fc.tuple(foreignText, foreignText, foreignText),
        fc.array(fc.constantFrom(...KEYS), { maxLength: 14 }),
        fc.integer({ min: 10, max: 200 }),
        fc.integer({ min: 3, max: 60 }),
        fc.boolean(),
        ([before, after], [path, left, right], keys, columns, rows, ascii) => {
          const comparison = compared(logFrom(before, path, left), logFrom(after, path, right), [left, right]);
          let model = update(diffOfTwo({ ascii }, comparison), { type: 'resize', size: { columns, rows } }).model;
          for (const key of ['j', ...keys]) {
            model = afterKeys(model, key);
            const { lines } = view(model);
            expect(lines).toHaveLength(rows);
            for (const line of lines) {
              expect(lineWidth(line)).toBe(columns);
              expect(lineText(line)).not.toMatch(/[\p{Cc}\u200b-\u200f\u202a-\u202e]/u);
            }
          }
        },
      ),
      { numRuns: 120 },
    );
  }, 60_000);

  it('are told from right to left as they are where the right one is compared with the left one', () => {
    fc.assert(
      fc.property(
        fc.tuple(runSteps, runSteps),
        fc.tuple(foreignText, foreignText),
        ([before, after], [left, right]) => {
          const [a, b] = [logFrom(before, 'a.md', left), logFrom(after, 'a.md', right)];
          const comparison = compared(a, b, [left, right]);
          const swapped = swapComparison(comparison);
          expect(swapComparison(swapped).diff).toEqual(comparison.diff);
          const sums = ({ diff }: typeof comparison) => [
            diff.artifacts.map(({ path, change }) => `${change} ${path}`),
            diff.outputs.map(({ path, ...both }) => ({ path, ...both })),
            diff.threads
              .map(({ place, change, cost_usd: usd, turns }) => ({ place, change, usd, turns }))
              .toSorted(byPlace),
            diff.runs,
          ];
          expect(sums(swapped)).toEqual(sums(compared(b, a, [left, right])));
        },
      ),
      { numRuns: 60 },
    );
  });
});

function byPlace(a: { place: string }, b: { place: string }): number {
  return a.place < b.place ? -1 : 1;
}
