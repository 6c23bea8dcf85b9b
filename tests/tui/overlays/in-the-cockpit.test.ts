import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/tui/model/effect.ts';
import type { Message, Model } from '../../../src/tui/model/model.ts';
import { update } from '../../../src/tui/model/update.ts';
import { lineWidth } from '../../../src/tui/text/index.ts';
import { view } from '../../../src/tui/views/view.ts';
import { keysOf, modelOf, screenOf } from '../model-builder.ts';
import { runFeed } from './run-feed.ts';
import { runRow, surroundings } from './world.ts';

/** A cockpit with a list of runs, one of them open, and directives that can be started. */
function cockpit(): Model {
  const { directives = [], providers } = surroundings();
  const open = runRow('survey-aaaaaa', { status: 'interrupted', resumable: true });
  const project = { phase: 'ready' as const, rows: [open, runRow('old-cccccc')] };

  const model = modelOf({ project, run: runFeed() });
  return { ...send(model, { type: 'directives', entries: directives }).model, providers };
}

/** The model and all effects after messages and keys. */
function send(start: Model, ...messages: (Message | string)[]): { model: Model; effects: Effect[] } {
  const effects: Effect[] = [];
  let model = start;
  for (const message of messages) {
    const events: Message[] =
      typeof message === 'string' ? keysOf(message).map((key) => ({ type: 'key', key })) : [message];
    for (const event of events) {
      const step = update(model, event);
      model = step.model;
      effects.push(...step.effects);
      // What the palette asks for comes back as a message of its own.
      for (const effect of step.effects) {
        if (effect.kind === 'act') model = update(model, { type: 'act', action: effect.action }).model;
      }
    }
  }
  return { model, effects };
}

describe('overlays in the cockpit', () => {
  it('start a run: the form keeps the keys and what was typed until the run is there', () => {
    const typed = send(cockpit(), ':', '/scout-plan-build "x"', 'enter');
    expect(screenOf(typed.model)).toContain('start /scout-plan-build');
    expect(screenOf(typed.model)).toContain('ceiling $5.00 (simulated)');
    const sent = send(typed.model, 'enter');
    expect(sent.effects).toEqual([
      {
        kind: 'start',
        request: { item: 'scout-plan-build', inputs: { task: 'x' }, provider: 'offline', budgetUsd: 5 },
      },
    ]);
    const refused = send(sent.model, { type: 'startRefused', reason: 'The price is not known.' });
    expect(screenOf(refused.model)).toContain('The price is not known.');
    expect(screenOf(refused.model)).toMatch(/task \* +x /);
    const again = send(refused.model, 'enter', { type: 'opened', feed: { ...runFeed(), runId: 'new-dddddd' } });
    expect(again.model.overlays).toEqual([]);
    expect(again.model.run?.runId).toBe('new-dddddd');
  });

  it('tell a refusal in the message line where the form was left', () => {
    const { model } = send(cockpit(), ':', '/scout-plan-build x', 'enter', 'enter', 'escape', {
      type: 'startRefused',
      reason: 'no git',
    });
    expect(model.overlays).toEqual([]);
    expect(screenOf(model).split('\n').at(-1)).toBe(' no git');
  });

  it('open a run from the list of candidates, and leave another form alone', () => {
    expect(send(cockpit(), ':', 'old-c', 'enter').effects).toContainEqual({ kind: 'openRun', runId: 'old-cccccc' });
  });

  it('kill on y alone, the thread that is selected', () => {
    const asked = send(cockpit(), 'j', '^k');
    expect(screenOf(asked.model)).toContain('root/scout of survey-aaaaaa');
    expect(send(asked.model, 'q', 'y', 'enter').effects).toEqual([]);
    expect(send(asked.model, 'enter', 'y').effects).toMatchObject([
      { kind: 'steer', runId: 'survey-aaaaaa', wish: { kind: 'kill', thread: 'scout-2-abcd' } },
    ]);
  });

  it('ask nothing about what has ended, and say so', () => {
    const { model } = send(cockpit(), '1', 'G', '^k');
    expect(model.overlays).toEqual([]);
    expect(screenOf(model)).toContain('old-cccccc has ended, it is completed: there is nothing to kill');
  });

  it('ask for a new ceiling on b, for a run that has ended as for one at work', () => {
    const purposes = (keys: string[]) => send(cockpit(), ...keys).model.overlays;
    expect(purposes(['b'])).toMatchObject([{ purpose: 'raiseBudget' }]);
    expect(purposes(['1', 'G', 'b'])).toMatchObject([{ purpose: 'resumeBudget' }]);
  });

  it('mean the whole run by its root', () => {
    expect(send(cockpit(), 'g', '^k', 'y').effects).toMatchObject([{ wish: { kind: 'kill' } }]);
    expect(send(cockpit(), 'g', '^k', 'y').effects[0]).not.toHaveProperty('wish.thread');
  });

  it('show the facts of the moment: a question that is open follows the run', () => {
    const asked = send(cockpit(), 'g', '^k');
    expect(screenOf(asked.model)).toContain('$0.2500');
    const feed = runFeed();
    const root = feed.state.threads.get('survey-1-abcd');
    if (root) root.account.own += 1_000_000_000;
    expect(screenOf(send(asked.model, { type: 'run', feed }).model)).toContain('$1.25');
  });

  it('close one after the other with esc, and only then does esc go back', () => {
    const menu = send(cockpit(), 'r', 'm');
    expect(menu.model.overlays.map(({ kind }) => kind)).toEqual(['prompt']);
    const closed = send(menu.model, 'escape');
    expect([closed.model.overlays, closed.model.view]).toEqual([[], 'threads']);
    expect(send(closed.model, 'escape').model.view).toBe('runs');
  });

  it('quit on ^c only once none is open', () => {
    const closed = send(cockpit(), ':', '^c');
    expect([closed.model.overlays, closed.effects]).toEqual([[], [{ kind: 'loadDirectives' }]]);
    expect(send(closed.model, '^c').effects).toEqual([{ kind: 'quit' }]);
  });

  it('take ^j for enter: what is typed ahead of the screen arrives as it', () => {
    expect(send(cockpit(), ':', 'old-c', '^j').effects).toContainEqual({ kind: 'openRun', runId: 'old-cccccc' });
  });

  it('set the filter from the palette', () => {
    const { model } = send(cockpit(), ':', 'filter scout', 'enter');
    expect(model.run?.filter.text).toBe('scout');
  });

  it('remember the lines of the palette', () => {
    const { model } = send(cockpit(), ':', 'runs', 'enter', ':', 'up');
    expect(model.view).toBe('runs');
    expect(screenOf(model)).toContain(':runs ');
  });

  it('take a paste as text where text is typed, and nowhere else', () => {
    const paste: Message = { type: 'paste', text: 'y\n:q' };
    expect(send(cockpit(), '^k', paste).effects).toEqual([]);
    expect(screenOf(send(cockpit(), ':', paste).model)).toContain(':y :q ');
  });

  it('take no keys on a screen that is too small to show them', () => {
    const asked = send(cockpit(), '^k', { type: 'resize', size: { columns: 40, rows: 10 } });
    expect(send(asked.model, 'y').effects).toEqual([]);
    expect(send(asked.model, 'q').effects).toEqual([{ kind: 'quit' }]);
  });

  it('never cover the header, nor the last message', () => {
    for (const size of [
      { columns: 60, rows: 15 },
      { columns: 80, rows: 24 },
      { columns: 160, rows: 45 },
    ]) {
      const plain = send(cockpit(), { type: 'resize', size }).model;
      for (const keys of [['?'], [':'], ['^k'], ['@'], ['r'], ['y'], [':', '/scout', 'enter']]) {
        const open = screenOf(send(plain, ...keys).model).split('\n');
        expect(open.slice(0, 2)).toEqual(screenOf(plain).split('\n').slice(0, 2));
        expect(open).toHaveLength(size.rows);
      }
    }
  });

  it('keep the size of every frame and the cursor inside it, whatever is pressed, pasted and resized', () => {
    const keys = [':', '/', '?', '@', '^k', 'r', 'b', 'y', 'n', '1', '2', 'j', 'enter', 'escape', 'tab', 'up', 'down'];
    const message: fc.Arbitrary<Message | string> = fc.oneof(
      fc.constantFrom(...keys, ':/scout-plan-build x', 'kill', '漢', '^u', '^j', 'backspace', 'left'),
      fc.constantFrom('a\nb', '\u001b[2J', '👨‍👩‍👧').map((text) => ({ type: 'paste' as const, text })),
      fc.record({ columns: fc.integer({ min: 20, max: 200 }), rows: fc.integer({ min: 5, max: 60 }) }).map((size) => ({
        type: 'resize' as const,
        size,
      })),
    );
    fc.assert(
      fc.property(fc.array(message, { maxLength: 25 }), (messages) => {
        const { model } = send(cockpit(), ...messages);
        const { lines, cursor } = view(model);
        expect(lines.map(lineWidth)).toEqual(Array<number>(model.size.rows).fill(model.size.columns));
        expect(cursor === undefined || cursor.column < model.size.columns).toBe(true);
        expect(cursor === undefined || cursor.row < model.size.rows).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
