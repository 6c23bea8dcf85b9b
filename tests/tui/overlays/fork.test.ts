import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/tui/model/model.ts';
import { update } from '../../../src/tui/model/update.ts';
import { eightThreads } from '../eight-threads.ts';
import { afterKeys, keysOf, modelOf, screenOf } from '../model-builder.ts';

const travelling = afterKeys(modelOf({ run: eightThreads() }), 't', '[[[[[');

function press(model: Model, key: string) {
  return update(model, { type: 'key', key: keysOf(key)[0] as never });
}

describe('F in time travel', () => {
  const asked = afterKeys(travelling, 'F');

  it('says from which event, what is inherited, and that enter alone takes a new id', () => {
    const screen = screenOf(asked);
    for (const text of ['fork r-7f3a@100', 'which stays as it is', '$1.13 of $5.00 is inherited', 'enter alone takes'])
      expect(screen).toContain(text);
  });

  it('follows output where the run is shown as it is', () => {
    const model = afterKeys(modelOf({ run: eightThreads() }), 'F');
    expect(model.overlays).toEqual([]);
    expect(model.run?.detail.follow).toBe(false);
  });

  it('makes the fork on enter, once, with the id that was typed', () => {
    const { model, effects } = press(afterKeys(asked, 'second-try'), 'enter');
    expect(effects).toEqual([{ kind: 'fork', runId: 'r-7f3a', seq: 100, newId: 'second-try' }]);
    expect(press(model, 'enter').effects).toEqual([]);
    expect(press(asked, 'enter').effects).toEqual([{ kind: 'fork', runId: 'r-7f3a', seq: 100 }]);
  });

  it('shows the fork as it stands when it is there', () => {
    const { model } = press(asked, 'enter');
    const opened = update(model, { type: 'opened', feed: { ...eightThreads(), runId: 'the-fork' } }).model;
    expect(opened.overlays).toEqual([]);
    expect(opened.run?.travel).toBeUndefined();
    expect(screenOf(opened)).toContain('the-fork');
  });

  it('says why it was refused, and takes the nearest event that can be forked on tab', () => {
    const { model } = press(asked, 'enter');
    const reason = 'r-7f3a cannot be forked at event 100: it shares a commit with the events up to 102.';
    const refused = update(model, { type: 'forkRefused', reason, nearest: [97, 102] }).model;
    expect(screenOf(refused)).toContain('it shares a commit with the');
    expect(screenOf(refused)).toContain('tab takes event 97 or 102');
    const first = afterKeys(refused, 'tab');
    expect(screenOf(first)).toContain('fork r-7f3a@97');
    expect(press(first, 'enter').effects).toEqual([{ kind: 'fork', runId: 'r-7f3a', seq: 97 }]);
    expect(press(afterKeys(first, 'tab'), 'enter').effects).toEqual([{ kind: 'fork', runId: 'r-7f3a', seq: 102 }]);
  });

  it('says it in the message line where the dialog was left', () => {
    const left = afterKeys(press(asked, 'enter').model, 'escape');
    expect(left.overlays).toEqual([]);
    const refused = update(left, { type: 'forkRefused', reason: 'there is no such event', nearest: [] }).model;
    expect(screenOf(refused)).toContain('there is no such event');
  });
});
