import { describe, expect, it } from 'vitest';
import { bindKeys, entriesOf } from '../../../src/tui/keys/bindings.ts';
import type { Pane } from '../../../src/tui/keys/entry.ts';
import { keyId, pressed, typed } from '../../../src/tui/keys/key.ts';
import { keyTable } from '../../../src/tui/keys/table.ts';
import { update } from '../../../src/tui/model/update.ts';
import { view } from '../../../src/tui/views/view.ts';
import { diffOfTwo } from '../diff/two-runs.ts';
import { eightThreads } from '../eight-threads.ts';
import { afterKeys, keysOf, modelOf, screenOf } from '../model-builder.ts';
import { fiveRuns } from '../project-rows.ts';

const PANES: readonly Pane[] = [
  'runs',
  'run',
  'threads',
  'detail',
  'events',
  'log',
  'event',
  'files',
  'content',
  'diff',
  'hunks',
  'board',
  'card',
];

/** A cockpit with something to do for every key, the keys in a pane. */
function at(pane: Pane) {
  const runs = modelOf({ project: fiveRuns(), columns: 160, rows: 45 });
  const run = update(runs, { type: 'opened', feed: eightThreads() }).model;
  switch (pane) {
    case 'runs':
      return afterKeys(runs, 'j', 'j');
    case 'run':
      return afterKeys(runs, 'j', 'j', 'tab');
    case 'threads':
      return afterKeys(run, 'j', 'j');
    case 'detail':
      return afterKeys(run, 'j', 'j', 'tab');
    case 'events':
      return afterKeys(run, 'tab', 'tab');
    case 'log':
      return afterKeys(run, '4');
    case 'event':
      return afterKeys(run, '4', 'tab');
    case 'files':
      return afterKeys(run, '6');
    case 'content':
      return afterKeys(run, '6', 'tab');
    case 'diff':
      return diffOfTwo();
    case 'hunks':
      return afterKeys(diffOfTwo(), 'tab');
    case 'board':
      return afterKeys(run, '3');
    case 'card':
      return afterKeys(run, '3', 'tab');
  }
}

describe('the key table', () => {
  it('has no key that does two things in one pane, and no action twice', () => {
    for (const pane of PANES) {
      for (const time of ['now', 'history'] as const) {
        const keys = entriesOf({ entries: keyTable }, pane, time).flatMap((entry) => entry.keys);
        expect(keys).toEqual([...new Set(keys)]);
      }
    }
    const actions = keyTable.map(({ action }) => action);
    expect(actions).toEqual([...new Set(actions)]);
  });

  it('puts the keys to each pane', () => {
    for (const pane of PANES) expect(at(pane).pane).toBe(pane);
  });

  it('takes a user’s keys in place of its own, and says what it cannot take', () => {
    const bindings = bindKeys({ down: ['^n'], kill: ['X'], fly: ['z'], up: 'k' });
    expect(bindings.actionOf('runs', '^n')).toBe('down');
    expect(bindings.actionOf('runs', 'j')).toBeUndefined();
    expect(bindings.actionOf('threads', 'X')).toBe('kill');
    expect(bindings.actionOf('threads', 'k')).toBe('up');
    expect(bindings.problems).toEqual([
      'config tui: there is no action fly',
      'config tui: keys.up is to be a list of keys',
    ]);
  });

  it('names keys as terminals send them', () => {
    const keys = [typed('j'), typed('G'), typed(' '), pressed('d', { ctrl: true }), pressed('tab', { shift: true })];
    expect(keys.map(keyId)).toEqual(['j', 'G', 'space', '^d', 'shift+tab']);
  });
});

describe('fast typing', () => {
  it('is as many keys as it has characters', () => {
    expect(afterKeys(modelOf({ run: eightThreads() }), 'jj').run?.scroll.selected).toBe('scout-2');
  });
});

describe('esc', () => {
  it('leaves the filter that is typed, the overlay, the pane, the filter, then the view', () => {
    const model = afterKeys(modelOf({ run: eightThreads() }), 'f', 'enter', '?');
    expect(model.overlays).toHaveLength(1);
    const pane = afterKeys(model, 'escape');
    expect(pane).toMatchObject({ overlays: [], pane: 'detail', zoomed: true });
    const filter = afterKeys(pane, 'escape');
    expect(filter).toMatchObject({ pane: 'threads', zoomed: false, run: { filter: { only: 'failed' } } });
    const all = afterKeys(filter, 'escape');
    expect(all).toMatchObject({ view: 'threads', run: { filter: { text: '' }, matching: 8 } });
    expect(afterKeys(all, 'escape').view).toBe('runs');
    expect(afterKeys(all, 'escape', 'escape').view).toBe('runs');
  });
});

describe('q', () => {
  it('leaves the view, and quits from the top', () => {
    const model = afterKeys(modelOf({ run: eightThreads() }), 'q');
    expect(model.view).toBe('runs');
    expect(update(model, { type: 'key', key: typed('q') }).effects).toEqual([{ kind: 'quit' }]);
  });
});

describe('views', () => {
  it('are opened by number and by enter', () => {
    const model = modelOf({ project: fiveRuns() });
    const effect = { kind: 'openRun', runId: 'scout-plan-build-kjmn' };
    for (const key of ['enter', '2']) {
      expect(update(model, { type: 'key', key: keysOf(key)[0] ?? typed('x') }).effects).toContainEqual(effect);
    }
  });
});

describe('panes', () => {
  it('pass the keys on with tab, and have the screen for themselves with +', () => {
    const model = modelOf({ run: eightThreads(), columns: 160, rows: 45 });
    expect(['tab', 'tab', 'tab'].map((_, index) => afterKeys(model, ...Array(index + 1).fill('tab')).pane)).toEqual([
      'detail',
      'events',
      'threads',
    ]);
    expect(afterKeys(model, 'shift+tab').pane).toBe('events');
    const zoomed = screenOf(afterKeys(model, 'tab', '+'));
    expect(zoomed).not.toContain('Budget');
    expect(zoomed).toContain('scout-plan-build › output');
    expect(screenOf(afterKeys(model, 'tab', '+', '_'))).toContain('Budget');
  });
});

describe('the detail', () => {
  it('turns from side to side with o', () => {
    const model = afterKeys(modelOf({ run: eightThreads() }), 'G', 'k');
    const tabs = ['o', 'oo', 'ooo', 'oooo', 'ooooo', 'oooooo'].map((keys) => afterKeys(model, keys).run?.detail.tab);
    expect(tabs).toEqual(['output', 'tools', 'files', 'prompt', 'json', 'events']);
    expect(screenOf(afterKeys(model, 'o'))).toContain(
      'tool     web.fetch {"url":"https://agent-sdk-docs.com/migrate"}',
    );
  });

  it('lets go of its end when it is scrolled up, and follows again at the end', () => {
    const json = afterKeys(modelOf({ run: eightThreads() }), 'ooooo');
    expect(json.run?.detail).toMatchObject({ tab: 'json', follow: true });
    const up = afterKeys(json, 'K');
    expect(up.run?.detail.follow).toBe(false);
    expect(afterKeys(up, 'J').run?.detail.follow).toBe(true);
    expect(afterKeys(up, 'F').run?.detail.follow).toBe(true);
    expect(afterKeys(json, 'enter', 'g').run?.detail).toMatchObject({ follow: false, top: 0 });
    expect(afterKeys(json, 'enter', 'g', 'G').run?.detail.follow).toBe(true);
  });

  it('shows the words of a call in flight as they come', () => {
    const feed = eightThreads();
    const model = modelOf({ run: feed });
    const live = new Map([['scout-plan-build', { callId: 'c', text: 'First \x1b[31mthe\x1b[0m plan,\nthen the' }]]);
    const next = update(afterKeys(model, 'o'), { type: 'run', feed: { ...feed, live } }).model;
    expect(screenOf(next)).toContain('live     First the plan,');
    expect(screenOf(next)).toContain('         then the');
  });
});

describe('a thread', () => {
  it('is paused, and let go on, with all below it', () => {
    const feed = eightThreads();
    const model = afterKeys(modelOf({ run: feed }), 'G', 'k', 'k');
    expect(update(model, { type: 'key', key: typed('p') }).effects).toEqual([
      { kind: 'steer', runId: 'r-7f3a', wish: { kind: 'pause', thread: 'planner' }, done: 'planner is paused' },
    ]);
    const root = afterKeys(model, 'g');
    expect(update(root, { type: 'key', key: typed('p') }).effects).toMatchObject([{ wish: { kind: 'pause' } }]);
    const ended = afterKeys(model, 'g', 'j', 'p');
    expect(ended.notice?.text).toBe('scout-1 has ended: it is completed');
  });

  it('is marked with space, and stays marked while the selection moves', () => {
    const model = afterKeys(modelOf({ run: eightThreads() }), 'j', 'space', 'j');
    expect(screenOf(model)).toContain('│+  ├ ✓ scout-1');
    expect(afterKeys(model, 'k', 'space').run?.marked.size).toBe(0);
  });
});

describe('a frame', () => {
  it('shows where a filter is typed', () => {
    const model = afterKeys(modelOf({ run: eightThreads() }), '/', '日本', 'left');
    expect(view(model).cursor).toEqual({ column: 4, row: 23 });
  });
});

describe('a key about a row', () => {
  it.each(['enter', 'p', 'r', '^k', 'e', 'y'])('says that nothing is selected where there is no row: %s', (key) => {
    expect(afterKeys(modelOf(), key).notice?.text).toMatch(/^nothing is selected/);
  });
});
