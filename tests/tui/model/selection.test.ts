import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/tui/model/model.ts';
import { listHeight } from '../../../src/tui/model/room.ts';
import { update } from '../../../src/tui/model/update.ts';
import { feedOf } from '../eight-threads.ts';
import { afterKeys, modelOf } from '../model-builder.ts';
import { GrowingLog, runSteps } from '../random-runs.ts';

/** The line of the screen that the selected row is on, and whether it is what it says it is. */
function place({ run }: Model) {
  const { selected, index, top } = run?.scroll ?? { index: 0, top: 0 };
  return { selected, line: index - top, isThere: run?.rows[index]?.id === selected };
}

function grown(model: Model, log: GrowingLog): Model {
  return update(model, { type: 'run', feed: feedOf(log.events) }).model;
}

describe('the selected thread', () => {
  it('stays selected and in sight whatever the run does', () => {
    fc.assert(
      fc.property(runSteps, runSteps, fc.nat(20), fc.integer({ min: 15, max: 40 }), (before, then, down, rows) => {
        const log = new GrowingLog();
        for (const step of before) log.take(step);
        let model = modelOf({ run: feedOf(log.events), rows });
        model = afterKeys(model, ...Array.from({ length: down }, () => 'j'));
        const { selected } = place(model);
        for (const step of then) {
          log.take(step);
          model = grown(model, log);
          const now = place(model);
          expect(now.selected).toBe(selected);
          expect(now.isThere).toBe(true);
          expect(now.line).toBeGreaterThanOrEqual(0);
          expect(now.line).toBeLessThan(listHeight(model, 'threads'));
        }
      }),
      { numRuns: 100 },
    );
  });

  it('keeps its line of the screen while siblings are born above it (check 10)', () => {
    const log = new GrowingLog();
    for (const name of ['a', 'b', 'c']) log.take({ do: 'spawn', below: 0, name });
    // Below `a` stand t4 to t9; `c` is t3.
    for (let count = 0; count < 6; count += 1) log.take({ do: 'spawn', below: 1, name: 'x' });
    let model = afterKeys(modelOf({ run: feedOf(log.events), rows: 40 }), 'G');
    expect(place(model)).toEqual({ selected: 't3', line: 9, isThere: true });
    for (let count = 0; count < 50; count += 1) log.take({ do: 'spawn', below: 1, name: 'y' });
    for (let count = 0; count < 10; count += 1) log.take({ do: 'finish', which: 5, text: '' });
    model = grown(model, log);
    expect(place(model)).toEqual({ selected: 't3', line: expect.any(Number), isThere: true });
    expect(model.run?.scroll.index).toBe(59);
    expect(model.run?.scroll.top).toBeGreaterThan(0);
  });

  it('goes to the parent that is folded over it', () => {
    const log = new GrowingLog();
    log.take({ do: 'spawn', below: 0, name: 'a' });
    log.take({ do: 'spawn', below: 1, name: 'b' });
    const model = afterKeys(modelOf({ run: feedOf(log.events) }), 'G', '-');
    expect(place(model).selected).toBe('t0');
    expect(place(afterKeys(model, '=', 'G')).selected).toBe('t2');
    expect(place(afterKeys(model, '=', 'G', 'h')).selected).toBe('t1');
  });
});
