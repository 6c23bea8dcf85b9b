import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { update } from '../../../src/tui/model/update.ts';
import { lineText, lineWidth } from '../../../src/tui/text/index.ts';
import { view } from '../../../src/tui/views/view.ts';
import { feedOf } from '../eight-threads.ts';
import { afterKeys, modelOf } from '../model-builder.ts';
import { foreignText, GrowingLog, runSteps } from '../random-runs.ts';

const KEYS = [
  'j',
  'k',
  'G',
  'g',
  '^d',
  '^u',
  'h',
  'l',
  '-',
  '=',
  'o',
  'J',
  'K',
  'F',
  '[',
  ']',
  'tab',
  '+',
  '_',
  'f',
  'w',
  'enter',
  'escape',
  '1',
  '2',
  '3',
  '4',
  '6',
  'space',
  'y',
];

describe('every frame', () => {
  it('has as many lines as the terminal has rows, each as wide as it has columns, and no control characters', () => {
    fc.assert(
      fc.property(
        runSteps,
        fc.array(fc.constantFrom(...KEYS), { maxLength: 12 }),
        fc.integer({ min: 10, max: 200 }),
        fc.integer({ min: 3, max: 60 }),
        foreignText,
        fc.boolean(),
        (steps, keys, columns, rows, filter, ascii) => {
          const log = new GrowingLog();
          for (const step of steps) log.take(step);
          const live = new Map([['t0', { callId: 'c1', text: filter }]]);
          const run = feedOf(log.events, { live });
          let model = modelOf({ run, columns, rows, ascii });
          for (const key of keys) {
            model = afterKeys(model, key);
            checkFrame(model, columns, rows);
          }
          model = afterKeys(model, '2', '/');
          model = update(model, { type: 'paste', text: filter }).model;
          checkFrame(model, columns, rows);
        },
      ),
      { numRuns: 150 },
    );
  }, 60_000);
});

function checkFrame(model: Parameters<typeof view>[0], columns: number, rows: number): void {
  const { lines } = view(model);
  expect(lines).toHaveLength(rows);
  for (const line of lines) {
    expect(lineWidth(line)).toBe(columns);
    expect(lineText(line)).not.toMatch(/[\p{Cc}\u200b-\u200f\u202a-\u202e]/u);
  }
}
