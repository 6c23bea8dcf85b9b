import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/tui/model/model.ts';
import { update } from '../../../src/tui/model/update.ts';
import { type MouseEvent, readMouse } from '../../../src/tui/mouse/read-mouse.ts';
import { eightThreads } from '../eight-threads.ts';
import { afterKeys, modelOf } from '../model-builder.ts';

describe('what a terminal reports', () => {
  it('is read where it is a press of the first button or the wheel', () => {
    expect(readMouse('\u001b[<0;10;5M\u001b[<0;10;5m\u001b[<64;1;1M\u001b[<65;2;3M')).toEqual([
      { kind: 'press', column: 9, row: 4 },
      { kind: 'wheelUp', column: 0, row: 0 },
      { kind: 'wheelDown', column: 1, row: 2 },
    ]);
  });

  it.each(['', 'abc', '\u001b[A', '\u001b[<2;1;1M', '\u001b[<0;1M', '[<0;1;1M'.slice(1)])(
    'is nothing in %j',
    (input) => {
      expect(readMouse(input)).toEqual([]);
    },
  );
});

describe('the mouse', () => {
  const threads = { ...modelOf({ run: eightThreads(), columns: 160, rows: 45 }), mouse: true };
  const at = (model: Model, event: MouseEvent): Model => update(model, { type: 'mouse', event }).model;

  it('selects the row that is pressed', () => {
    const third = at(threads, { kind: 'press', column: 20, row: 2 + 2 + 2 });
    expect(third.run?.scroll.index).toBe(2);
    expect(at(third, { kind: 'press', column: 20, row: 2 + 2 }).run?.scroll.index).toBe(0);
  });

  it('scrolls the pane under it by the wheel: a list by its selection, events back and forth', () => {
    expect(at(threads, { kind: 'wheelDown', column: 5, row: 10 }).run?.scroll.index).toBe(3);
    expect(at(threads, { kind: 'wheelUp', column: 5, row: 10 }).run?.scroll.index).toBe(0);
    const back = at(threads, { kind: 'wheelDown', column: 150, row: 40 });
    expect(back.run?.eventsBack).toBe(3);
    expect(at(back, { kind: 'wheelUp', column: 150, row: 40 }).run?.eventsBack).toBe(0);
  });

  it('does nothing where it was not turned on: what looks like a report of it may have been pasted', () => {
    const off = { ...threads, mouse: false };
    expect(at(off, { kind: 'press', column: 20, row: 6 })).toBe(off);
  });

  it('gives the keys to the pane that is pressed', () => {
    expect(at(threads, { kind: 'press', column: 5, row: 38 }).pane).toBe('detail');
    expect(at(threads, { kind: 'press', column: 150, row: 38 }).pane).toBe('events');
  });

  it('does nothing on the frame, below the last row, in the header, and while something lies over the views', () => {
    for (const row of [0, 1, 3, 20, 44]) {
      const next = at(threads, { kind: 'press', column: 5, row });
      expect([next.run?.scroll.index, next.pane]).toEqual([0, 'threads']);
    }
    const open = afterKeys(threads, '?');
    expect(at(open, { kind: 'press', column: 5, row: 10 })).toBe(open);
  });
});
