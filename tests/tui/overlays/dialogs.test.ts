import { describe, expect, it } from 'vitest';
import { bindKeys, entriesOf } from '../../../src/tui/keys/bindings.ts';
import { openConfirm } from '../../../src/tui/overlays/confirm/confirm.ts';
import { openHelp } from '../../../src/tui/overlays/help/help.ts';
import { resumeMenu } from '../../../src/tui/overlays/menu/resume-menu.ts';
import { yankMenu } from '../../../src/tui/overlays/menu/yank-menu.ts';
import { openOwnLog } from '../../../src/tui/overlays/own-log/own-log.ts';
import { openPrompt } from '../../../src/tui/overlays/prompt/prompt.ts';
import { runFeed } from './run-feed.ts';
import { frame, large, play, runRow, surroundings } from './world.ts';

const around = surroundings({ feed: runFeed() });
const target = { runId: 'survey-aaaaaa', thread: 'survey-1-abcd' };

describe('the question before something ends', () => {
  it('names the size of the subtree, what it spent, what is in flight and what is not saved', () => {
    expect(frame(openConfirm('kill', target), around)).toBe(`\
    ┌ kill? ───────────────────────────────────────────────────────────────┐
    │ thread       root of survey-aaaaaa                                   │
    │ size         3 threads, 3 of them not at an end                      │
    │ spent        $0.2500                                                 │
    │ in flight    1 model call, up to $0.1000 still charged               │
    │ unsaved      the answer in flight, what rye/bash does now            │
    │ ends         at once, without a last word                            │
    │                                                                      │
    │  esc leave it as it is    y kill                                     │
    │                                                                      │
    └──────────────────────────────────────────────────────────────────────┘`);
  });

  it('is about the subtree of the thread that is selected', () => {
    const shown = frame(openConfirm('cancel', { ...target, thread: 'writer-3-abcd' }), around);
    expect(shown).toContain('root/writer of survey-aaaaaa');
    expect(shown).toContain('1 thread, 1 of them not at an end');
    expect(shown).toContain('nothing: all is recorded');
  });

  it('does nothing on enter, and says so', () => {
    const { overlay, demands } = play(openConfirm('kill', target), around, { keys: 'tab up enter enter' });
    expect(demands).toEqual([]);
    expect(overlay && frame(overlay, around)).toContain('enter does nothing here: y to kill, esc to leave');
  });

  it('does it on a typed y, after an enter too, and never on a pasted one', () => {
    expect(play(openConfirm('kill', target), around, { paste: 'y' }).demands).toEqual([]);
    expect(play(openConfirm('kill', target), around, { keys: 'enter y' })).toEqual({
      overlay: undefined,
      demands: [{ kind: 'steer', runId: 'survey-aaaaaa', wish: { kind: 'kill', thread: 'survey-1-abcd' } }],
    });
  });

  it('takes no y out of a text that was meant for something else, until enter asks anew', () => {
    const typed = play(openConfirm('kill', target), around, { type: 'message hurry up, any way' });
    expect(typed.demands).toEqual([]);
    expect(typed.overlay && frame(typed.overlay, around)).toContain('something else was typed: esc to leave');
    expect(typed.overlay && play(typed.overlay, around, { keys: 'enter y' }).demands).toHaveLength(1);
  });

  it('leaves on esc, ^c and n', () => {
    for (const keys of ['escape', '^c', 'n']) {
      expect(play(openConfirm('kill', target), around, { keys })).toEqual({ overlay: undefined, demands: [] });
    }
  });

  it('knows from the list what it can of a run that is not open', () => {
    const shown = frame(openConfirm('kill', { runId: 'hello-bbbbbb' }), around);
    expect(shown).toContain('│ run          hello-bbbbbb ');
    expect(shown).toContain('│ spent        $0.5000 ');
  });
});

describe('a line of text that is asked for', () => {
  it('is a message, with its line breaks', () => {
    const opened = openPrompt('message', target);
    expect(play(opened, around, { paste: 'one\ntwo' }, { keys: 'enter' }).demands).toEqual([
      {
        kind: 'steer',
        runId: 'survey-aaaaaa',
        wish: { kind: 'message', text: 'one\ntwo', thread: 'survey-1-abcd' },
      },
    ]);
  });

  it('is an amount, and says what it takes', () => {
    const refused = play(openPrompt('resumeBudget', target), around, { type: 'more' }, { keys: 'enter' });
    expect(refused.demands).toEqual([]);
    expect(refused.overlay && frame(refused.overlay, around)).toBe(`\
  ┌ resume with a new ceiling ──────────────────────── enter send  esc leave ┐
  │ survey-aaaaaa has spent $0.2500; its ceiling is $1.00                    │
  │ more                                                                     │
  │ Type an amount such as 1.50, or +0.50 for so much more, in USD.          │
  └──────────────────────────────────────────────────────────────────────────┘
@11,8`);
    const taken = play(openPrompt('resumeBudget', target), around, { type: '2' }, { keys: 'enter' });
    expect(taken.demands).toEqual([{ kind: 'resume', runId: 'survey-aaaaaa', request: { budgetUsd: 2 } }]);
  });

  it('takes an amount on top of the ceiling of now, where that is known', () => {
    const more = play(openPrompt('raiseBudget', target), around, { type: '+0.1' }, { keys: 'enter' });
    expect(more.demands).toMatchObject([{ wish: { kind: 'raise_budget', usd: 1.1 } }]);
    const unknown = play(openPrompt('raiseBudget', { runId: 'other' }), around, { type: '+1' }, { keys: 'enter' });
    expect(unknown.overlay).toMatchObject({ problem: 'Its ceiling is not known here: type the new one.' });
  });

  it('takes every printable key as text', () => {
    const { overlay } = play(openPrompt('message', target), around, { type: 'q y:/?' });
    expect(overlay && frame(overlay, around)).toContain('│ q y:/? ');
  });
});

describe('menus', () => {
  it('offer three ways to go on', () => {
    const menu = resumeMenu(target, runRow('survey-aaaaaa', { status: 'interrupted', resumable: true }));
    expect(frame(menu, around)).toBe(`\
  ┌ resume survey-aaaaaa ─────────────────────────── enter choose  esc leave ┐
  │ > r  go on               from the last step; nothing is paid twice       │
  │   m  with a message      something new to do, or to know                 │
  │   b  with a new ceiling  more money, recorded as your decision           │
  │                                                                          │
  └──────────────────────────────────────────────────────────────────────────┘`);
    expect(play(menu, around, { keys: 'enter' }).demands).toEqual([
      { kind: 'resume', runId: 'survey-aaaaaa', request: {} },
    ]);
    expect(play(menu, around, { keys: 'j enter' }).demands).toMatchObject([{ purpose: 'resumeMessage' }]);
    expect(play(menu, around, { keys: 'b' }).demands).toMatchObject([{ purpose: 'resumeBudget' }]);
  });

  it('say why a choice is not there, and do not take it', () => {
    const menu = resumeMenu(target, runRow('survey-aaaaaa', { status: 'running' }));
    const { overlay, demands } = play(menu, around, { keys: 'r' });
    expect(demands).toEqual([]);
    expect(overlay).toMatchObject({ message: 'it is at work (running): nothing has to be resumed' });
    expect(play(menu, around, { keys: 'm' }).demands).toMatchObject([{ purpose: 'message' }]);
    expect(play(menu, around, { keys: 'b' }).demands).toMatchObject([{ purpose: 'raiseBudget' }]);
    const paused = resumeMenu(target, runRow('survey-aaaaaa', { status: 'paused' }));
    expect(play(paused, around, { keys: 'enter' }).demands).toMatchObject([{ wish: { kind: 'unpause' } }]);
    const ended = resumeMenu(target, runRow('survey-aaaaaa', { status: 'completed' }));
    expect(play(ended, around, { keys: 'enter' }).demands).toMatchObject([{ purpose: 'resumeMessage' }]);
  });

  it('copy what the selection has', () => {
    const menu = yankMenu(target, runFeed().state);
    expect(play(menu, around, { keys: 'i' }).demands).toEqual([{ kind: 'copy', what: 'id', text: 'survey-1-abcd' }]);
    expect(play(menu, around, { keys: 'c' }).demands).toMatchObject([
      { text: 'rye transcript survey-aaaaaa survey-1-abcd' },
    ]);
    expect(play(menu, around, { keys: 't' }).demands).toEqual([]);
  });

  it('close on esc and q', () => {
    const menu = yankMenu({ runId: 'survey-aaaaaa' }, undefined);
    expect(play(menu, around, { keys: 'q' })).toEqual({ overlay: undefined, demands: [] });
  });
});

describe('help', () => {
  it('lists exactly the entries of the focused pane', () => {
    for (const pane of ['runs', 'run', 'threads', 'detail', 'events'] as const) {
      const keys = entriesOf(bindKeys(), pane);
      const shown = frame(openHelp(), surroundings({ keys }), { columns: 160, rows: 80 });
      const listed = shown
        .split('\n')
        .slice(2, -3)
        .map((line) => line.slice(line.indexOf('│') + 14, -1).trim());
      expect(listed).toEqual(keys.map(({ help }) => help));
    }
  });

  it('searches while something is typed, in the order of the table', () => {
    const { overlay } = play(openHelp(), around, { type: 'fold' });
    const shown = overlay ? frame(overlay, around) : '';
    expect(
      shown
        .split('\n')
        .slice(1, 7)
        .map((line) => line.slice(4, 50).trimEnd()),
    ).toEqual([
      'search: fold',
      'h left      fold the thread, or go to its pare',
      'l right     unfold the thread',
      '-           fold every thread',
      '=           unfold every thread',
      '',
    ]);
  });

  it('scrolls no further than its last line', () => {
    const { overlay } = play(openHelp(), around, { keys: Array(20).fill('pagedown').join(' ') });
    expect(overlay && frame(overlay, around)).toContain('quit at once; runs go on');
    expect(overlay && frame(overlay, around)).not.toContain('more below');
  });

  it('closes on esc, enter and a second question mark', () => {
    for (const keys of ['escape', 'enter', '?']) expect(play(openHelp(), around, { keys }).overlay).toBeUndefined();
  });
});

describe('the own log', () => {
  it('shows the newest lines, scrolls back, and takes out what commands a terminal', () => {
    const ownLog = Array.from({ length: 60 }, (_, index) => `line ${index}\u001b[2J`);
    const world = surroundings({ ownLog });
    expect(frame(openOwnLog(), world, large)).toContain('line 59 ');
    const { overlay } = play(openOwnLog(), world, { keys: 'g' });
    expect(overlay && frame(overlay, world, large)).toContain('│ line 0 ');
    expect(play(openOwnLog(), world, { keys: '@' }).overlay).toBeUndefined();
  });
});
