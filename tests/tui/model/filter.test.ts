import { describe, expect, it } from 'vitest';
import { matchesFilter, parseFilter } from '../../../src/tui/model/filter.ts';
import { update } from '../../../src/tui/model/update.ts';
import { eightThreads, feedOf } from '../eight-threads.ts';
import { afterKeys, modelOf, screenOf } from '../model-builder.ts';
import { GrowingLog } from '../random-runs.ts';

const SCOUT = { text: 'root/scout-3 team/scout t3', state: 'FAIL', model: 'claude-haiku-4-5 fast', spendUsd: 0.6 };

describe('a filter', () => {
  it.each([
    ['', true],
    ['scout', true],
    ['SCOUT 3', true],
    ['builder', false],
    ['!builder', true],
    ['!scout', false],
    ['-f sct3', true],
    ['-f zsct', false],
    ['state:fail', true],
    ['state:done', false],
    ['!state:done', true],
    ['model:haiku', true],
    ['model:sonnet', false],
    ['spend:>0.5', true],
    ['spend:<0.5', false],
    ['spend:>=0.6', true],
    ['spend:0.7', false],
    ['scout state:fail spend:>0.5', true],
    ['scout state:fail spend:>0.9', false],
  ])('%s finds a failed scout of haiku at $0.60: %s', (text, finds) => {
    expect(matchesFilter(parseFilter(text), SCOUT)).toBe(finds);
  });

  it.each(['state:', 'model:', 'spend:', 'spend:>', '!', '-f'])(
    'hides nothing while %s is still being typed',
    (text) => {
      expect(parseFilter(text)).toEqual([]);
    },
  );
});

describe('the tree with a filter (check 11)', () => {
  /** Three thousand threads below three leads; two of them failed. */
  function large(): GrowingLog {
    const log = new GrowingLog();
    for (const name of ['a', 'b', 'c']) log.take({ do: 'spawn', below: 0, name });
    for (let count = 0; count < 2_996; count += 1) log.take({ do: 'spawn', below: 1 + (count % 3), name: 'scout' });
    log.take({ do: 'fail', which: 100, text: 'no' });
    log.take({ do: 'fail', which: 2_000, text: 'no' });
    return log;
  }

  it('shows what matches with all above it, says how many, and takes in a new one as it comes', () => {
    const log = large();
    let model = afterKeys(modelOf({ run: feedOf(log.events), rows: 40 }), '/', 'state:fail', 'enter');
    expect(screenOf(model)).toContain('Threads 2/3000  state:fail');
    expect(model.run?.rows.map(({ id, matches }) => [id, matches])).toEqual([
      ['t0', false],
      ['t1', false],
      ['t100', true],
      ['t3', false],
      ['t2001', true],
    ]);
    log.take({ do: 'fail', which: 0, text: '' });
    log.take({ do: 'fail', which: 5, text: 'and another' });
    model = update(model, { type: 'run', feed: feedOf(log.events) }).model;
    expect(screenOf(model)).toContain('Threads 3/3000');
  });

  it('gives back selection and scroll on esc', () => {
    const before = afterKeys(modelOf({ run: feedOf(large().events) }), '^d', '^d', '^d', 'k');
    const filtered = afterKeys(before, '/', 'state:fail', 'enter', 'j', 'n', 'N');
    expect(filtered.run?.scroll).not.toEqual(before.run?.scroll);
    expect(afterKeys(filtered, 'escape').run?.scroll).toEqual(before.run?.scroll);
    expect(afterKeys(before, '/', 'x', 'escape').run?.scroll).toEqual(before.run?.scroll);
  });

  it('goes from match to match, round the end, past what is only above one', () => {
    const model = afterKeys(modelOf({ run: feedOf(large().events) }), '/', 'state:fail', 'enter', 'g');
    const at = (...keys: string[]) => afterKeys(model, ...keys).run?.scroll.selected;
    expect([at('n'), at('n', 'n'), at('n', 'n', 'n'), at('N')]).toEqual(['t100', 't2001', 't100', 't2001']);
  });

  it('is typed with every printable key, and follows each letter', () => {
    const model = afterKeys(
      modelOf({ run: eightThreads() }),
      '/',
      'q1? ',
      'backspace',
      'backspace',
      'backspace',
      'backspace',
    );
    expect(model.prompt).toBeDefined();
    expect(afterKeys(model, 'planner').run?.matching).toBe(2);
    expect(afterKeys(model, 'planner').run?.rows.map(({ id }) => id)).toEqual([
      'scout-plan-build',
      'planner',
      'docs-fetch',
    ]);
  });
});

describe('f and w', () => {
  it('leave only what failed, or only what waits for somebody, and show all when pressed again', () => {
    const model = modelOf({ run: eightThreads() });
    const rows = (...keys: string[]) => afterKeys(model, ...keys).run?.rows.map(({ id }) => id);
    expect(rows('f')).toEqual(['scout-plan-build', 'scout-3']);
    expect(rows('w')).toEqual(['scout-plan-build', 'planner', 'docs-fetch']);
    expect(rows('f', 'f')).toHaveLength(8);
    expect(rows('f', 'escape')).toHaveLength(8);
  });
});
