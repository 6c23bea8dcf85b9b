import { describe, expect, it } from 'vitest';
import type { Effect } from '../../../src/tui/model/effect.ts';
import type { Message, Model } from '../../../src/tui/model/model.ts';
import { update } from '../../../src/tui/model/update.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { keysOf, modelOf, screenOf } from '../model-builder.ts';
import { askingRun, asks, OTHER, projectAsking } from './asking.ts';

const NOW_MS = Date.parse('2026-01-02T03:10:00.000Z');

function cockpit(size = { columns: 100, rows: 30 }): Model {
  return modelOf({ project: projectAsking(), run: askingRun(), nowMs: NOW_MS, ...size });
}

/** The model and all effects after keys and messages. */
function play(start: Model, ...steps: (string | Message)[]): { model: Model; effects: Effect[] } {
  const effects: Effect[] = [];
  let model = start;
  for (const each of steps) {
    const messages: Message[] = typeof each === 'string' ? keysOf(each).map((key) => ({ type: 'key', key })) : [each];
    for (const message of messages) {
      const step = update(model, message);
      model = step.model;
      effects.push(...step.effects);
    }
  }
  return { model, effects };
}

const answersOf = (effects: readonly Effect[]) =>
  effects.flatMap((effect) => (effect.kind === 'answer' ? [effect.wish] : []));
const said = (model: Model): string => screenOf(model).split('\n').at(-1) ?? '';

describe('the queue', () => {
  it('shows everything that waits, of all runs, the oldest first, and of the selected one all', () => {
    expect(screenOf(play(cockpit(), 'A', 'j').model)).toMatchInlineSnapshot(`
      " rye  shop-api › ask-aaaaaa lead   * LIVE  1 run  !4 ask  $0.00/5.00 [........] 0%  0 tok  00:05:55
       1 Runs   [2 Threads]   3 Board   4 Log   5 Diff   6 Files                        step 12  00:05:55
      ┌ Threads 4/4 ──────────── f failed  w waiting  / filter ┐┌ lead › output ─── enter open  o output ┐
      │     THREAD       STATE    TURNS  SPEND     DOING       ││ no output yet                          │
      │>▾ ~ lead         quiet    -      -    5.00             ││                                        │
      │   ├ ▾ ! planner  ASK      -      -         bash        ││                                        │
      │ ┌ Needs you (4) ────────────────────────────────────────────── j/k move  J/K scroll  esc leave ┐ │
      │ │    1  old-bbbbbb / reviewer           rye/bash: npm test -- --update-snapshots      27:10:00 │ │
      │ │ >  2  ask-aaaaaa / planner / fetcher  rye/web/fetch: https://docs.example.com/migr…    05:49 │ │
      │ │    3  ask-aaaaaa / planner            rye/bash: git push origin main                   05:47 │ │
      │ │    4  ask-aaaaaa / looker             limit of turns: 4 of 4                           05:44 │ │
      │ │ ──────────────────────────────────────────────────────────────────────────────────────────── │ │
      │ │ asks    ask-aaaaaa / planner / fetcher (a1)                                                  │ │
      │ │ call    rye/web/fetch                                                                        │ │
      │ │ why     I need it.                                                                           │ │
      │ │ risk    elevated, asked for by "network"                                                     │ │
      │ │ args    {                                                                                    │ │
      │ │           "url": "https://docs.example.com/migrate",                                         │ │
      │ │           "note": "hid\\u202eden"                                                             │ │
      │ │         }                                                                                    │ │
      │ │ y once   s this run   h this host   n deny                                                   │ │
      │ │ e edit args   i explain   enter open thread                                                  │ │
      │ │                                                     auto-approved in this run: 0   denied: 0 │ │
      │ └──────────────────────────────────────────────────────────────────────────────────────────────┘ │
      │                                                        ││                                        │
      │                                                        ││                                        │
      └────────────────────────────────────────────────────────┘└────────────────────────────────────────┘
       a answer…  j/k move  enter open  space mark  p pause  r resume…  ^k kill…  o output  t time travel
       / filter   : command   ? help   tab next pane   + zoom   q quit
                                                                                            4 need you: A"
    `);
  });

  it('answers once, in the run, by a pattern, and no, each for the action that is shown', () => {
    const at = { thread: 'fetcher', approval: 'a1', digest: 'digest-a1' };
    const open = play(cockpit(), 'A', 'j').model;
    const answers = (...keys: string[]) => answersOf(play(open, ...keys).effects);
    expect(answers('y')).toEqual([{ kind: 'approve', ...at, scope: 'once' }]);
    expect(answers('s')).toEqual([{ kind: 'approve', ...at, scope: 'run' }]);
    expect(answers('h', 'enter')).toEqual([{ kind: 'approve', ...at, scope: 'pattern', pattern: 'docs.example.com' }]);
    expect(answers('n', 'not now', 'enter')).toEqual([{ kind: 'deny', ...at, note: 'not now' }]);
    expect(answers('n', 'enter')).toEqual([{ kind: 'deny', ...at }]);
  });

  it('answers in another run than the open one', () => {
    const { effects } = play(cockpit(), 'A', 'y');
    expect(effects).toMatchObject([{ kind: 'answer', runId: 'old-bbbbbb', wish: { approval: 'a7', scope: 'once' } }]);
  });

  it('answers nothing anywhere but in itself', () => {
    expect(answersOf(play(cockpit(), 'y', 's', 'escape', 'h', 'n').effects)).toEqual([]);
    expect(answersOf(play(cockpit(), 'A', { type: 'paste', text: 'y' }).effects)).toEqual([]);
  });

  it('offers as a pattern what the action is about, and takes none that does not fit it', () => {
    const open = play(cockpit(), 'A', 'j', 'j', 'h');
    expect(screenOf(open.model)).toContain('approve in this run what fits: git push *');
    expect(screenOf(play(open.model, '^u', 'npm *', 'enter').model)).toContain(
      'It does not fit what is asked for itself.',
    );
    expect(answersOf(play(open.model, '^u', 'git *', 'enter').effects)).toMatchObject([{ pattern: 'git *' }]);
  });

  it('never slides another question under a key: what is gone has to be looked away from first', () => {
    const open = play(cockpit(), 'A', 'j').model;
    const gone = play(open, {
      type: 'run',
      feed: askingRun(draftOf('approval_denied', { approval: 'a1' }, { thread: 'fetcher' })),
    });
    expect(screenOf(gone.model)).toContain(
      'It is gone: answered elsewhere, or its thread has ended. j selects the next.',
    );
    const first = play(gone.model, 'y');
    expect(answersOf(first.effects)).toEqual([]);
    expect(screenOf(first.model)).toContain('this is the next one');
    expect(answersOf(play(first.model, 'y').effects)).toMatchObject([{ approval: 'a2' }]);
    expect(answersOf(play(gone.model, 'j', 'y').effects)).toMatchObject([{ approval: 'a2' }]);
  });

  it('answers one question one time, and again where nothing came of it', () => {
    const { model, effects } = play(cockpit(), 'A', 'y', 'y', 's');
    expect(answersOf(effects)).toHaveLength(1);
    expect(screenOf(model)).toContain('It is answered');
    const key = effects.flatMap((effect) => (effect.kind === 'answer' ? [effect.key] : []))[0] ?? '';
    expect(answersOf(play(model, { type: 'answerRefused', key }, 's').effects)).toHaveLength(1);
  });

  it('approves with the arguments that an editor left, and only once they read', () => {
    const asked = play(cockpit(), 'A', 'j', 'e');
    expect(asked.effects.at(-1)).toMatchObject({
      kind: 'editArguments',
      text: expect.stringContaining('"url": "https'),
    });
    const key = asked.effects.flatMap((effect) => (effect.kind === 'editArguments' ? [effect.key] : []))[0] ?? '';
    const left = (text: string) => play(asked.model, { type: 'argumentsEdited', key, text });
    const broken = left('{"url":');
    expect(screenOf(broken.model)).toContain('The arguments do not read');
    expect(answersOf(play(broken.model, 'y').effects)).toEqual([]);
    expect(play(broken.model, 'e').effects).toMatchObject([{ text: '{"url":' }]);
    const changed = left('{"url": "https://other.example.com/"}');
    expect(screenOf(changed.model)).toContain('y approves it with these arguments');
    expect(answersOf(play(changed.model, 'y').effects)).toMatchObject([
      {
        kind: 'approve',
        approval: 'a1',
        digest: 'digest-a1',
        scope: 'once',
        input: { url: 'https://other.example.com/' },
      },
    ]);
    expect(screenOf(left('[1]').model)).toContain('one JSON object');
    expect(screenOf(left('').model)).toContain('Nothing is changed.');
  });

  it('explains the rule, the capability, the risk and the digest', () => {
    const screen = screenOf(play(cockpit({ columns: 160, rows: 45 }), 'A', 'j', 'i').model);
    for (const text of ['rule: network', 'rye.execute.tool.rye.web.fetch', 'risk class: elevated', 'digest: digest-a1'])
      expect(screen).toContain(text);
  });

  it('shows what would hide itself in the arguments', () => {
    expect(screenOf(play(cockpit(), 'A', 'j').model)).toContain('"hid\\u202eden"');
  });

  it('takes a limit as a question of its own: raised, wrapped up, cancelled after a question', () => {
    const open = play(cockpit(), 'A', 'G').model;
    expect(screenOf(open)).toContain('limit of turns: 4 of 4');
    expect(answersOf(play(open, 'b', '+4', 'enter').effects)).toEqual([
      { kind: 'raise_limit', thread: 'looker', limit: 'turns', to: 8 },
    ]);
    expect(screenOf(play(open, 'b', '3', 'enter').model)).toContain('It is 4 already.');
    expect(answersOf(play(open, 'w').effects)).toEqual([{ kind: 'wrap_up', thread: 'looker' }]);
    expect(answersOf(play(open, 'y', 's', 'n').effects)).toEqual([]);
    expect(screenOf(play(open, 'x').model)).toContain('cancel?');
    expect(play(open, 'x', 'y').effects).toMatchObject([{ kind: 'steer', wish: { kind: 'cancel', thread: 'looker' } }]);
  });

  it('opens the thread that asks, in the tree of its run, folded or not', () => {
    const { model } = play(cockpit(), '-', 'A', 'j', 'enter');
    expect(model).toMatchObject({ overlays: [], view: 'threads', run: { scroll: { selected: 'fetcher' } } });
    const other = play(cockpit(), 'A', 'enter');
    expect(other.effects).toEqual([{ kind: 'openRun', runId: 'old-bbbbbb' }]);
    const feed = askingRun();
    const opened = play({ ...other.model, seek: { runId: 'ask-aaaaaa', thread: 'looker' } }, { type: 'opened', feed });
    expect(opened.model.run?.scroll.selected).toBe('looker');
  });

  it('opens at what the selected thread, or one below it, asks', () => {
    const at = (...keys: string[]) => answersOf(play(cockpit(), ...keys, 'y').effects);
    expect(at('j', 'a')).toMatchObject([{ approval: 'a2' }]);
    expect(at('j', 'j', 'a')).toMatchObject([{ approval: 'a1' }]);
    const none = modelOf({ run: askingRun(draftOf('thread_killed', {}, { thread: 'looker' })), nowMs: NOW_MS });
    expect(said(play(none, 'G', 'a').model)).toBe(' looker asks nothing; A shows the 2 that do');
  });
});

describe('what waits for somebody', () => {
  it('is counted in the header, and at the end of the last line while nothing is said there', () => {
    const rows = screenOf(cockpit({ columns: 80, rows: 24 })).split('\n');
    expect(rows[0]).toContain('!4');
    expect(rows.at(-1)).toBe(`${' '.repeat(66)}4 need you: A`);
  });

  it('is no longer asked once the thread was killed while it asked, nor once somebody answered elsewhere', () => {
    const count = (...more: Parameters<typeof askingRun>) =>
      /!(\d)/.exec(screenOf(modelOf({ run: askingRun(...more), nowMs: NOW_MS })).split('\n')[0] ?? '')?.[1];
    expect(count()).toBe('3');
    expect(count(draftOf('thread_killed', {}, { thread: 'fetcher' }))).toBe('2');
    expect(count(draftOf('approval_granted', { approval: 'a1' }, { thread: 'fetcher' }))).toBe('2');
  });

  it('rings once for each new question, once in all for what waited before, and not again for the same', () => {
    const rings = ({ effects }: { effects: readonly Effect[] }): number =>
      effects.filter(({ kind }) => kind === 'ring').length;
    const loading = modelOf({ project: { ...projectAsking(), phase: 'loading' } });
    const ready = play(loading, { type: 'project', feed: projectAsking() });
    expect(rings(ready)).toBe(1);
    expect(rings(play(ready.model, { type: 'project', feed: projectAsking() }))).toBe(0);
    const { model } = play(ready.model, { type: 'opened', feed: askingRun() });
    expect(rings(play(model, { type: 'run', feed: askingRun() }))).toBe(0);
    const fresh = askingRun(...asks('a3', 'lead-1', { tool: 'rye/bash', input: { command: 'ls' } }));
    expect(rings(play(model, { type: 'run', feed: fresh }))).toBe(1);
    const gone = play(model, { type: 'project', feed: projectAsking([]) }).model;
    expect(rings(play(gone, { type: 'project', feed: projectAsking([OTHER]) }))).toBe(0);
  });

  it('counts what was let through without asking, and what was denied', () => {
    const granted = (approval: string, more: object) =>
      draftOf('approval_granted', { approval, scope: 'once', ...more }, { thread: 'fetcher' });
    const run = askingRun(
      granted('a1', { by: '--approve auto' }),
      granted('a2', { under: 'a1' }),
      draftOf('approval_denied', { approval: 'a9' }, { thread: 'fetcher' }),
      granted('a8', { by: 'user' }),
    );
    expect(screenOf(modelOf({ run, columns: 160, rows: 45 }))).toContain('auto-approved in this run: 2   denied: 1');
  });
});
