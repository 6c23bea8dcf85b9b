import { describe, expect, it } from 'vitest';
import { openPalette } from '../../../src/tui/palette/palette.ts';
import { frame, large, type Play, play, surroundings } from '../overlays/world.ts';

const around = surroundings();

function run(...plays: Play[]) {
  return play(openPalette(), around, ...plays);
}

/** What a line does, its place in the history left out. */
function demandsOf(line: string, world = around) {
  return play(openPalette(), world, { type: line }, { keys: 'enter' }).demands.filter(
    ({ kind }) => kind !== 'remember',
  );
}

describe('the palette', () => {
  it.each([
    ['runs', { kind: 'action', action: 'viewRuns' }],
    [':threads', { kind: 'action', action: 'viewThreads' }],
    ['thr', { kind: 'action', action: 'viewThreads' }],
    ['q', { kind: 'action', action: 'leave' }],
    ['own-log', { kind: 'action', action: 'ownLog' }],
    ['fold-all', { kind: 'action', action: 'foldAll' }],
    ['resume', { kind: 'action', action: 'resume' }],
    ['hello-bbbbbb', { kind: 'openRun', runId: 'hello-bbbbbb' }],
    ['open survey-aaaaaa', { kind: 'openRun', runId: 'survey-aaaaaa' }],
    ['filter state:fail x', { kind: 'filter', text: 'state:fail x' }],
    ['pause', { kind: 'steer', runId: 'survey-aaaaaa', wish: { kind: 'pause', thread: 'survey-1-abcd' } }],
    ['budget $2.50', { kind: 'steer', runId: 'survey-aaaaaa', wish: { kind: 'raise_budget', usd: 2.5 } }],
    ['cancel', { kind: 'openConfirm', wish: 'cancel', target: around.target }],
    ['kill', { kind: 'openConfirm', wish: 'kill', target: around.target }],
    ['message', { kind: 'openPrompt', purpose: 'message', target: around.target }],
    ['resume look again', { kind: 'resume', runId: 'survey-aaaaaa', request: { message: 'look again' } }],
    [
      'message use "npm ci"',
      {
        kind: 'steer',
        runId: 'survey-aaaaaa',
        wish: { kind: 'message', text: 'use "npm ci"', thread: 'survey-1-abcd' },
      },
    ],
  ])(':%s', (line, demand) => {
    expect(demandsOf(line)).toEqual([demand]);
  });

  it('opens the form of a directive with its words in its inputs', () => {
    const form = { kind: 'openForm', directive: 'scout-plan-build' };
    expect(demandsOf('/scout-plan-build "x"')).toEqual([{ ...form, values: new Map([['task', 'x']]) }]);
    expect(demandsOf('run scout-plan-build depth=3 mend it')).toEqual([
      {
        ...form,
        values: new Map([
          ['depth', '3'],
          ['task', 'mend it'],
        ]),
      },
    ]);
    expect(demandsOf('/scout')).toEqual([{ ...form, values: new Map() }]);
  });

  it('answers an unknown command with the nearest one, and does nothing', () => {
    const { overlay, demands } = run({ type: 'foo' }, { keys: 'enter' });
    expect(demands).toEqual([]);
    expect(overlay).toMatchObject({ message: 'There is no command :foo. Nearest: :fold' });
  });

  it.each([
    ['/survye', 'There is no directive /survye. Nearest: /survey'],
    ['open survey-aaaaab', 'There is no run survey-aaaaab. Nearest: survey-aaaaaa'],
    ['run survye', 'There is no directive survye. Nearest: survey'],
    ['set mouse', ':set mouse on|off, or :set theme auto|dark|light|colour-blind'],
    ['/survey "x', 'The quote " is not closed.'],
    ['budget lots', 'Type an amount such as 1.50, or +0.50 for so much more, in USD.'],
    ['', 'Type a command, or / for the directives.'],
  ])(':%s says why it does nothing', (line, message) => {
    const { overlay, demands } = run({ type: line }, { keys: 'enter' });
    expect([demands, overlay]).toEqual([[], expect.objectContaining({ message })]);
  });

  it('says so where nothing is selected that a command could be about', () => {
    const { target: _target, ...rest } = around;
    for (const line of ['kill', 'pause', 'message x', 'budget 1', 'resume x'])
      expect(demandsOf(line, rest)).toEqual([]);
  });

  it('takes what holds the letters only scattered when it was chosen, never by enter alone', () => {
    expect(demandsOf('kll')).toEqual([]);
    expect(run({ type: 'kll' }, { keys: 'down enter' }).demands.at(-1)).toMatchObject({ kind: 'openConfirm' });
  });

  it('shows a guessed command that needs words before it does anything', () => {
    const { overlay, demands } = run({ type: 'mess' }, { keys: 'enter' });
    expect(demands).toEqual([]);
    expect(overlay && frame(overlay, around)).toContain(' :message ');
  });

  it('completes with tab, one entry after the other, and goes on typing behind it', () => {
    const tabbed = (...keys: string[]) => {
      const { overlay } = run({ type: 'un' }, { keys: keys.join(' ') });
      return overlay && frame(overlay, around).split('\n')[1]?.trimEnd();
    };
    expect(tabbed('tab')).toMatch(/:unfold /);
    expect(tabbed('tab', 'tab')).toMatch(/:unzoom /);
    expect(tabbed('tab', 'tab', '⇧tab')).toMatch(/:unfold /);
    const { demands } = run({ type: 'bud' }, { keys: 'tab' }, { type: '2' }, { keys: 'enter' });
    expect(demands.at(-1)).toMatchObject({ wish: { kind: 'raise_budget', usd: 2 } });
  });

  it('recalls earlier lines with up while nothing is typed, newest first', () => {
    const world = surroundings({ history: ['runs', '/survey'] });
    const line = (keys: string) => {
      const { overlay } = play(openPalette(), world, { keys });
      return overlay && frame(overlay, world).split('\n')[1]?.replace(/[│ ]/g, '');
    };
    expect([line('up'), line('up up'), line('up up up'), line('up up down')]).toEqual([
      ':/survey',
      ':runs',
      ':runs',
      ':/survey',
    ]);
    expect(play(openPalette(), world, { keys: 'up up enter' }).demands).toEqual([
      { kind: 'remember', line: 'runs' },
      { kind: 'action', action: 'viewRuns' },
    ]);
  });

  it('takes a paste as text: nothing in it is a key', () => {
    const { overlay, demands } = run({ paste: ':q\n' });
    expect(demands).toEqual([]);
    expect(overlay).toMatchObject({ query: ':q' });
  });

  it('closes on esc and ^c without doing anything', () => {
    expect(run({ type: 'kill' }, { keys: 'escape' })).toEqual({ overlay: undefined, demands: [] });
    expect(run({ type: 'kill' }, { keys: '^c' })).toEqual({ overlay: undefined, demands: [] });
  });

  it('shows the directives with what they do after a slash', () => {
    expect(frame(openPalette('/'), around, { columns: 80, rows: 11 })).toBe(
      `\
  ┌ command ───────────────── enter run  tab complete  up history  esc leave ┐
  │ :/                                                                       │
  │ 2 found                                                                  │
  │   /scout-plan-build task [dept… Scouts the code, plans the change, build…│
  │   /survey                       Maps the project                         │
  │                                                                          │
  │                                                                          │
  └──────────────────────────────────────────────────────────────────────────┘
@3,6`,
    );
  });

  it('is wider on a large screen', () => {
    expect(frame(openPalette('bud'), around, large).split('\n').slice(0, 5).join('\n')).toBe(`\
                         ┌ command ─────────────────────────────────────────────────── enter run  tab complete  up history  esc leave ┐
                         │ :bud                                                                                                       │
                         │ 2 found                                                                                                    │
                         │   budget USD                         the new ceiling of the run, or +USD for so much more                b │
                         │   /scout-plan-build task [depth]     Scouts the code, plans the change, builds it.                         │`);
  });

  it('says that the directives are still being read', () => {
    const { directives: _directives, ...rest } = around;
    expect(frame(openPalette('/'), rest)).toContain('reading the directives');
    expect(demandsOf('/survey', rest)).toEqual([]);
  });
});
