import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/tui/model/effect.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { update } from '../../../src/tui/model/update.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { eightThreads } from '../eight-threads.ts';
import { boardOf, fourCards, manyCards } from '../four-cards.ts';
import { afterKeys, keysOf, modelOf, screenOf } from '../model-builder.ts';
import { row } from '../project-rows.ts';

/** What the last of some keys has done outside. */
function effectsOf(model: Model, ...keys: string[]): readonly Effect[] {
  const all = keys.flatMap(keysOf);
  const before = all.slice(0, -1).reduce((next, key) => update(next, { type: 'key', key }).model, model);
  return update(before, { type: 'key', key: all.at(-1)! }).effects;
}

const selected = ({ board }: Model) => [board.column, board.scroll.selected];

describe('view 3', () => {
  it('reads the columns and gates each time it is opened', () => {
    expect(effectsOf(modelOf({ run: fourCards() }), '3')).toEqual([{ kind: 'loadBoard' }]);
  });

  it('is not shown where no run is open', () => {
    const model = afterKeys(modelOf(), '3');
    expect(model.view).toBe('runs');
    expect(screenOf(model)).toContain('no run is open');
  });

  it('opens the selected run where none is open', () => {
    const project = { phase: 'ready', rows: [row('r-1')] } as const;
    expect(effectsOf(modelOf({ project }), '3').slice(0, 2)).toEqual([
      { kind: 'openRun', runId: 'r-1' },
      { kind: 'act', action: 'viewBoard' },
    ]);
  });

  it('stays in view where its run is read again', () => {
    expect(update(boardOf(), { type: 'opened', feed: fourCards() }).model.view).toBe('board');
    const other = { ...eightThreads(), runId: 'another' };
    expect(update(boardOf(), { type: 'opened', feed: other }).model.view).toBe('threads');
  });

  it('leads back to the threads', () => {
    expect(afterKeys(boardOf(), 'q').view).toBe('threads');
  });
});

describe('the cursor of the board', () => {
  it('goes from column to column and stays within the board', () => {
    expect(selected(afterKeys(boardOf(), 'l'))).toEqual(['BUILD', 'c2']);
    expect(selected(afterKeys(boardOf(), 'h'))).toEqual(['PLAN', 'c1']);
    expect(selected(afterKeys(boardOf(), 'l', 'l', 'l', 'l', 'l', 'h'))).toEqual(['REVIEW', 'c3']);
  });

  it('can stand in a column without cards, and comes back to where it stood', () => {
    const model = afterKeys(boardOf(manyCards(9)), 'j', 'j', 'j', 'j', 'l');
    expect(selected(model)).toEqual(['BUILD', undefined]);
    expect(afterKeys(model, 'h').board.scroll).toMatchObject({ top: 2 });
  });

  it('goes by as many cards as are seen for a page', () => {
    expect(selected(afterKeys(boardOf(manyCards(9)), 'pagedown'))).toEqual(['PLAN', 'c4']);
  });

  it('follows its card into another column', () => {
    const moved = draftOf('card_moved', { card: 'c1', from: 'PLAN', to: 'BUILD' }, { thread: 'planner' });
    const { model } = update(boardOf(), { type: 'run', feed: fourCards([moved]) });
    expect(selected(model)).toEqual(['BUILD', 'c1']);
  });

  it('stays where it is when its card is filtered out', () => {
    const model = afterKeys(boardOf(), 'l', '/', 'pills', 'enter');
    expect(selected(model)).toEqual(['BUILD', undefined]);
    expect(screenOf(model)).toContain('1 of 4 tasks /pills');
    expect(selected(afterKeys(model, 'escape'))).toEqual(['BUILD', 'c2']);
  });

  it('opens the thread that works on the card, wherever it is folded away', () => {
    const folded = afterKeys(modelOf({ run: fourCards() }), '-', '3', 'l');
    const model = afterKeys(folded, 'enter');
    expect([model.view, model.run?.scroll.selected]).toEqual(['threads', 'builder-2']);
    expect(screenOf(model)).toMatch(/> .*builder-2/);
  });
});

describe('>', () => {
  const steer = (wish: object, done: string) => [{ kind: 'steer', runId: 'r-7f3a', wish, done }];
  const advance = (card: string, to: string) => ({ kind: 'move_card', card, to });

  it('moves the card to the next column once it was confirmed', () => {
    expect(effectsOf(boardOf(), '>')).toEqual([]);
    expect(effectsOf(boardOf(), '>', 'enter')).toEqual(steer(advance('c1', 'BUILD'), 'c1 is in BUILD'));
    expect(effectsOf(boardOf(), '>', 'y')).toEqual(steer(advance('c1', 'BUILD'), 'c1 is in BUILD'));
    expect(effectsOf(boardOf(), '>', 'escape')).toEqual([]);
    expect(effectsOf(boardOf(), '>', 'n')).toEqual([]);
  });

  it('asks a red gate once more by enter, and forces it only by a typed y', () => {
    expect(effectsOf(boardOf(), 'l', '>', 'enter')).toEqual(steer(advance('c2', 'REVIEW'), 'c2 is in REVIEW'));
    const forced = { ...advance('c2', 'REVIEW'), force: true };
    expect(effectsOf(boardOf(), 'l', '>', 'y')).toEqual(steer(forced, 'c2 is in REVIEW, forced'));
    expect(effectsOf(boardOf(), 'l', '>', 'm', 'y')).toEqual([]);
  });

  it('forces nothing that turned red after the question was asked', () => {
    const detail = 'npm test ended with 1';
    const red = draftOf('gate_failed', { card: 'c3', gate: 'SHIP', detail }, { thread: 'reviewer' });
    const asked = afterKeys(boardOf(), 'l', 'l', '>');
    const { model } = update(asked, { type: 'run', feed: fourCards([red]) });
    expect(effectsOf(model, 'y')).toEqual(steer(advance('c3', 'SHIP'), 'c3 is in SHIP'));
  });

  it('says that there is no further column', () => {
    expect(screenOf(afterKeys(boardOf(), 'l', 'l', 'l', '>'))).toContain('c4 is in SHIP, the last column');
  });

  it('says that nothing moves any more where the run has ended', () => {
    const ended = fourCards([draftOf('run_cancelled', { by: 'ann' }, { thread: 'team' })]);
    expect(screenOf(afterKeys(boardOf(ended), '>'))).toContain('r-7f3a has ended: its cards stay where they are');
  });

  it('waits until the gates are known, and says why they are not', () => {
    const unread = afterKeys(modelOf({ run: fourCards() }), '3');
    expect(screenOf(afterKeys(unread, '>'))).toContain('the board is still being read');
    const { model } = update(unread, { type: 'board', problem: 'board.yaml: "gates.TEST" is no column' });
    expect(screenOf(afterKeys(model, '>'))).toContain('"gates.TEST" is no column');
  });
});

describe('<', () => {
  it('sends the card back to the column before, with a reason', () => {
    const wish = { kind: 'move_card', card: 'c2', to: 'PLAN', note: 'Say why.' };
    expect(effectsOf(boardOf(), 'l', '<', 'Say why.', 'enter')).toEqual([
      { kind: 'steer', runId: 'r-7f3a', wish, done: 'c2 is in PLAN' },
    ]);
  });

  it('does nothing without one', () => {
    expect(effectsOf(boardOf(), 'l', '<', 'enter')).toEqual([]);
    expect(screenOf(afterKeys(boardOf(), 'l', '<', 'enter'))).toContain('Type what is to be mended, or esc.');
  });

  it('says that there is no column before the first', () => {
    expect(screenOf(afterKeys(boardOf(), '<'))).toContain('c1 is in PLAN, the first column');
  });
});
