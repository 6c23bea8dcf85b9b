import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Event } from '#protocol';
import { typed } from '../../../src/tui/keys/key.ts';
import type { Model } from '../../../src/tui/model/model.ts';
import { listHeight } from '../../../src/tui/model/room.ts';
import { update } from '../../../src/tui/model/update.ts';
import { draftOf, logOf } from '../../helpers/event-builder.ts';
import { eightThreads, feedOf } from '../eight-threads.ts';
import { afterKeys, modelOf, screenOf } from '../model-builder.ts';
import { GrowingLog, runSteps } from '../random-runs.ts';

const run = eightThreads();

function withFeed(model: Model, events: readonly Event[], more = {}): Model {
  return update(model, { type: 'run', feed: { ...feedOf(events), ...more, runId: model.run?.runId ?? '' } }).model;
}

/** Seqs of the rows. */
const ids = (model: Model): readonly string[] => model.run?.log?.rows.ids ?? [];
const selected = (model: Model): string | undefined => model.run?.log?.scroll.selected;

describe('the log of a run', () => {
  it('lists its events, oldest first, and follows the newest', () => {
    expect(screenOf(afterKeys(modelOf({ run }), '4'))).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a scout-plan-build  * LIVE  !1  $1.25/5.00 [##......] 25%
       1 Runs  2 Threads  3 Board  [4 Log]  5 Diff        step 105  a81c2e4  00:06:12
      ┌ Log 105/105 ──────────────────────────────────────────── following  / filter ┐
      │   STEP TIME UTC THREAD       WHAT      ABOUT                                 │
      │     97 11:36:59 planner      answer    100 tok $0.15                         │
      │     98 11:37:00 docs-fetch   created   by planner                            │
      │     99 11:37:01 docs-fetch   started                                         │
      │    100 11:37:02 docs-fetch   turn      1 test-model                          │
      │    101 11:37:02 docs-fetch   answer    100 tok $0.01                         │
      │    102 11:41:34 planner      turn      5 test-model                          │
      │    103 11:41:34 planner      answer    100 tok $0.11                         │
      │    104 11:41:35 planner      tool      read docs/sdk.md                      │
      │ >  105 11:41:43 docs-fetch   ask       web.fetch https://agent-sdk-docs.com/m│
      └──────────────────────────────────────────────────────────────────────────────┘
      ┌ r-7f3a@105 › approval_requested ─────────────────────────── 5/19  J/K scroll ┐
      │ commit not looked up while following                                         │
      │ { "v": 1, "seq": 105, "at": "2026-11-26T11:41:43.000Z", "thread":            │
      │ "docs-fetch", "call_id": "f1", "type": "approval_requested",                 │
      │   "data": {                                                                  │
      │     "approval": "a1",                                                        │
      └──────────────────────────────────────────────────────────────────────────────┘
       j/k move  enter open  r resume…  e edit  y yank  f failed only  w waiting
       / filter   : command   ? help   tab next pane   + zoom   q quit
                                                                       1 needs you: A"
    `);
  });

  it('opens an event whole, beside its commit', () => {
    const model = afterKeys(modelOf({ run }), '4', 'k', 'enter');
    expect(model).toMatchObject({ pane: 'event', zoomed: true });
    const commit = '0123456789abcdef0123456789abcdef01234567';
    const { model: told } = update(model, { type: 'commits', runId: run.runId, commits: [{ seq: 104, commit }] });
    expect(screenOf(told)).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a scout-plan-build  * LIVE  !1  $1.25/5.00 [##......] 25%
       1 Runs  2 Threads  3 Board  [4 Log]  5 Diff        step 105  a81c2e4  00:06:12
      ┌ r-7f3a@104 › tool_call_started ────────────────────────────────── J/K scroll ┐
      │ commit 0123456789abcdef0123456789abcdef01234567                              │
      │ { "v": 1, "seq": 104, "at": "2026-11-26T11:41:35.000Z", "thread": "planner", │
      │ "call_id": "p1", "type": "tool_call_started",                                │
      │   "data": {                                                                  │
      │     "tool": "fs/read",                                                       │
      │     "input": {                                                               │
      │       "path": "docs/sdk.md"                                                  │
      │     },                                                                       │
      │     "effect": "none"                                                         │
      │   }                                                                          │
      │ }                                                                            │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      └──────────────────────────────────────────────────────────────────────────────┘
       j/k move  r resume…  e edit  y yank
       : command   ? help   tab next pane   + zoom   q quit
                                                                       1 needs you: A"
    `);
  });

  it('stands beside the event where there is room, and fits into 60×15', () => {
    expect(screenOf(afterKeys(modelOf({ run, columns: 120, rows: 16 }), '4', 'k'))).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a scout-plan-build         * LIVE  2 run  1 wait  !1 ask  ✗1  $1.25/5.00 [##......] 25%  00:06:12
       1 Runs   2 Threads   3 Board   [4 Log]   5 Diff   6 Files              .ai/data r-7f3a @ a81c2e4 (step 105)   watching
      ┌ Log 105/105 ─────────────────────────────────── F follow  / filter ┐┌ r-7f3a@104 › tool_call_started ────────────────┐
      │   STEP TIME UTC THREAD       WHAT      ABOUT                       ││ commit …                                       │
      │     98 11:37:00 docs-fetch   created   by planner                  ││ { "v": 1, "seq": 104, "at":                    │
      │     99 11:37:01 docs-fetch   started                               ││ "2026-11-26T11:41:35.000Z", "thread":          │
      │    100 11:37:02 docs-fetch   turn      1 test-model                ││ "planner", "call_id": "p1", "type":            │
      │    101 11:37:02 docs-fetch   answer    100 tok $0.01               ││ "tool_call_started",                           │
      │    102 11:41:34 planner      turn      5 test-model                ││   "data": {                                    │
      │    103 11:41:34 planner      answer    100 tok $0.11               ││     "tool": "fs/read",                         │
      │ >  104 11:41:35 planner      tool      read docs/sdk.md            ││     "input": {                                 │
      │    105 11:41:43 docs-fetch   ask       web.fetch https://agent-sdk-││       "path": "docs/sdk.md"                    │
      └────────────────────────────────────────────────────────────────────┘└────────────────────────────────────────────────┘
       j/k move  enter open  r resume…  e edit  y yank  f failed only  w waiting
       / filter   : command   ? help   tab next pane   + zoom   q quit
                                                                                                               1 needs you: A"
    `);
    expect(screenOf(afterKeys(modelOf({ run, columns: 60, rows: 15, ascii: true }), '4'))).toMatchInlineSnapshot(`
      " rye  shop-api > r-7f3a scout-plan~  * LIVE  !1  $1.25/5.00
       1 Runs  2 Threads  3 Board  [4 Log]  5 Diff       00:06:12
      + Log 105/105 ------------------------ following  / filter +
      |   STEP TIME UTC THREAD       WHAT      ABOUT             |
      |     99 11:37:01 docs-fetch   started                     |
      |    100 11:37:02 docs-fetch   turn      1 test-model      |
      |    101 11:37:02 docs-fetch   answer    100 tok $0.01     |
      |    102 11:41:34 planner      turn      5 test-model      |
      |    103 11:41:34 planner      answer    100 tok $0.11     |
      |    104 11:41:35 planner      tool      read docs/sdk.md  |
      | >  105 11:41:43 docs-fetch   ask       web.fetch https://|
      +----------------------------------------------------------+
       j/k move  enter open  r resume~  e edit  y yank
       / filter   : command   ? help   tab next pane   q quit
                                                   1 needs you: A"
    `);
  });

  it('says that there is nothing, that it is being read, and that it cannot be read', () => {
    const screen = (more: object): string =>
      screenOf(afterKeys(modelOf({ run: { ...feedOf([]), runId: 'empty-run', ...more } }), '4'));
    expect(screen({})).toContain('│ No events yet. ');
    expect(screen({ phase: 'loading' })).toContain('│ reading the log ');
    const problem = { code: 'store/corrupt-journal', message: 'line 3 is no JSON' };
    expect(screen({ phase: 'lost', problem })).toContain('│ lost: line 3 is no JSON ');
  });

  it('stays where somebody went up to, and follows again at its end', () => {
    const here = modelOf({ run });
    const follows = (...keys: string[]): boolean | undefined => afterKeys(here, '4', ...keys).run?.log?.follow;
    expect(follows()).toBe(true);
    expect(follows('k')).toBe(false);
    expect(follows('k', 'j')).toBe(true);
    expect(follows('^u', 'G')).toBe(true);
    expect(follows('F')).toBe(false);
    expect(follows('g', 'F')).toBe(true);
    expect(selected(afterKeys(here, '4', 'g', 'F'))).toBe('105');
    // Whoever reads an event is not taken away from it.
    expect(follows('enter')).toBe(false);
    expect(follows('J')).toBe(false);
  });

  it('moves on with new events where it follows, and only there', () => {
    const events = [...run.events, ...logOf([draftOf('progress_reported', {}, { thread: 'planner' })], 106)];
    const following = afterKeys(modelOf({ run }), '4');
    expect(selected(withFeed(following, events))).toBe('106');
    const staying = withFeed(afterKeys(following, 'k'), events);
    expect(selected(staying)).toBe('104');
    expect(ids(staying)).toHaveLength(106);
  });

  it.each([
    ['429', ['63']],
    ['thread:scout-3 type:failed', ['63']],
    ['state:fail', ['63']],
    ['state:ask', ['105']],
    ['type:approval', ['105']],
    ['thread:planner !answer !turn', ['86', '89', '104']],
    ['-f wbftch', ['105']],
    ['spend:>0.14 thread:planner', ['91', '93', '95', '97']],
  ])('takes the filter %s', (filter, wanted) => {
    const model = afterKeys(modelOf({ run }), '4', '/', filter, 'enter');
    expect([filter, ids(model)]).toEqual([filter, wanted]);
    expect(screenOf(model)).toContain(`┌ Log ${wanted.length}/105  ${filter} `);
  });

  it('shows only failures, or only what waits for somebody', () => {
    expect(ids(afterKeys(modelOf({ run }), '4', 'f'))).toEqual(['63']);
    expect(ids(afterKeys(modelOf({ run }), '4', 'w'))).toEqual(['105']);
    expect(ids(afterKeys(modelOf({ run }), '4', 'w', 'w'))).toHaveLength(105);
  });

  it('gives back its place when a filter goes, and follows again if it did', () => {
    const staying = afterKeys(modelOf({ run }), '4', '^u', '^u');
    const before = staying.run?.log?.scroll;
    const filtered = afterKeys(staying, '/', 'planner', 'enter', 'j');
    expect(filtered.run?.log?.scroll).not.toEqual(before);
    expect(afterKeys(filtered, 'escape').run?.log).toMatchObject({ scroll: before, follow: false });
    const following = afterKeys(modelOf({ run }), '4', '/', 'scout-3', 'enter');
    const later = withFeed(following, [...run.events, ...logOf([draftOf('lease_taken')], 106)]);
    expect(ids(later)).toEqual(ids(following));
    expect(afterKeys(later, 'escape').run?.log).toMatchObject({ scroll: { selected: '106' }, follow: true });
  });

  it('goes through what a filter leaves with n and N, round the end', () => {
    const model = afterKeys(modelOf({ run }), '4', '/', 'thread:builder', 'enter');
    expect(ids(model).length).toBeGreaterThan(0);
    const all = afterKeys(modelOf({ run }), '4', 'n');
    expect(selected(all)).toBe('1');
    expect(selected(afterKeys(all, 'N'))).toBe('105');
  });

  it('offers an event to be copied, and to an editor', () => {
    const model = afterKeys(modelOf({ run }), '4', 'g');
    const menu = screenOf(afterKeys(model, 'y'));
    expect(menu).toContain('r-7f3a@1 ');
    expect(menu).toContain('rye show r-7f3a@1');
    const [effect] = update(model, { type: 'key', key: typed('e') }).effects;
    expect(effect).toMatchObject({ kind: 'edit', name: 'event-1.json' });
    expect(JSON.parse(effect?.kind === 'edit' ? effect.text : '')).toEqual(run.events[0]);
  });

  it('shows what a model or a tool said without what commands a terminal', () => {
    const hostile = '\u001b]52;c;eA==\u0007\u009b2J\u202e日本語';
    const events = [
      ...run.events,
      ...logOf([draftOf('progress_reported', { text: hostile }, { thread: 'planner' })], 106),
    ];
    const screen = screenOf(afterKeys(modelOf({ run: feedOf(events), columns: 160, rows: 45 }), '4'));
    expect(screen).toContain('日本語');
    expect(screen.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  });
});

describe('the commit of an event', () => {
  const key = (model: Model, name: string) => update(model, { type: 'key', key: typed(name) });

  const asks = [{ kind: 'commits', runId: 'r-7f3a' }];
  const told = (model: Model, ...seqs: number[]) =>
    update(model, {
      type: 'commits',
      runId: 'r-7f3a',
      commits: seqs.map((seq) => ({ seq, commit: String(seq).padStart(40, 'c') })),
    });

  it('is asked for where one stops, together with those of all others', () => {
    const model = afterKeys(modelOf({ run }), '4');
    const up = key(model, 'k');
    expect(up.effects).toEqual(asks);
    const further = key(key(up.model, 'k').model, 'k');
    expect(further.effects).toEqual([]);
    const answered = told(further.model, 101, 102, 103, 104);
    expect(answered.effects).toEqual([]);
    expect(screenOf(answered.model)).toContain('ccc102');
    expect(key(answered.model, 'k').effects).toEqual([]);
  });

  it('is not asked for while a run at work is followed, but where it has ended', () => {
    const { holder: _gone, ...ended } = run;
    expect(update(modelOf({ run }), { type: 'key', key: typed('4') }).effects).toEqual([]);
    expect(update(modelOf({ run: ended }), { type: 'key', key: typed('4') }).effects).toEqual(asks);
  });

  it('is asked for again once there is a newer one', () => {
    const asked = key(afterKeys(modelOf({ run }), '4'), 'k').model;
    const unknown = told(asked, 102);
    expect(unknown.effects).toEqual([]);
    expect(screenOf(unknown.model)).toContain('commit not in git yet');
    expect(update(unknown.model, { type: 'run', feed: run }).effects).toEqual([]);
    const newer = update(unknown.model, { type: 'run', feed: { ...run, head: 'd'.repeat(40) } });
    expect(newer.effects).toEqual(asks);
  });
});

describe('a log that grows', () => {
  it('has the rows that a fresh look has, and its selection on its event, whatever comes', () => {
    const filters = ['', 'state:fail', 't1', '!lead', 'type:thread', '-f tc', 'thread:t0'];
    fc.assert(
      fc.property(
        runSteps,
        fc.array(fc.tuple(runSteps, fc.constantFrom('j', 'k', 'g', 'G', '^u', 'n', 'F', 'escape')), { maxLength: 6 }),
        fc.constantFrom(...filters),
        (before, rounds, filter) => {
          const log = new GrowingLog();
          for (const step of before) log.take(step);
          let model = afterKeys(modelOf({ run: feedOf(log.events) }), '4', '/', filter, 'enter');
          for (const [steps, pressed] of rounds) {
            // With no filter to take away, esc leads out of the view.
            model = afterKeys(model, pressed, '4');
            const was = { selected: selected(model), follow: model.run?.log?.follow };
            for (const step of steps) {
              log.take(step);
              // The watcher hands out the same array each time, as it grows.
              model = withFeed(model, log.events);
            }
            const text = model.run?.log?.filter.text ?? '';
            const fresh = afterKeys(modelOf({ run: feedOf(log.events) }), '4', '/', text, 'enter');
            expect(ids(model)).toEqual(ids(fresh));
            const { scroll, follow } = model.run?.log ?? {};
            expect(ids(model)[scroll?.index ?? 0]).toBe(scroll?.selected);
            expect(follow).toBe(was.follow);
            if (was.follow) expect(scroll?.selected).toBe(ids(model).at(-1));
            else if (was.selected !== undefined) expect(scroll?.selected).toBe(was.selected);
            const line = (scroll?.index ?? 0) - (scroll?.top ?? 0);
            expect(line).toBeGreaterThanOrEqual(0);
            expect(line).toBeLessThan(listHeight(model, 'log'));
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('is filtered letter by letter as it would be at once, whatever is typed', () => {
    const letters = fc.array(
      fc.constantFrom('t', '1', '!', ' ', 'state:', 'fail', 'type:', 'th', '-f ', 'spend:>', '0'),
      {
        maxLength: 8,
      },
    );
    fc.assert(
      fc.property(runSteps, letters, (steps, typedParts) => {
        const log = new GrowingLog();
        for (const step of steps) log.take(step);
        const model = modelOf({ run: feedOf(log.events) });
        const slowly = afterKeys(model, '4', '/', ...typedParts);
        const atOnce = update(afterKeys(model, '4', '/'), { type: 'paste', text: typedParts.join('') }).model;
        expect(ids(slowly)).toEqual(ids(atOnce));
      }),
      { numRuns: 100 },
    );
  });

  it('is never gone through again: rows are added to those that there are', () => {
    const events: Event[] = [...run.events];
    const before = afterKeys(modelOf({ run: feedOf(events) }), '4');
    const rows = before.run?.log?.rows;
    const looked: string[] = [];
    const watched = new Proxy(events, {
      get(target, name) {
        if (typeof name === 'string' && /^\d+$/.test(name)) looked.push(name);
        return Reflect.get(target, name) as unknown;
      },
    });
    let model = afterKeys(modelOf({ run: { ...feedOf(events), events: watched } }), '4');
    looked.length = 0;
    for (let seq = 106; seq < 116; seq += 1) {
      events.push(...logOf([draftOf('progress_reported', {}, { thread: 'planner' })], seq));
      model = update(model, { type: 'run', feed: { ...feedOf(events), events: watched } }).model;
    }
    expect(new Set(looked)).toEqual(new Set(Array.from({ length: 10 }, (_, index) => String(105 + index))));
    expect(rows).toBeDefined();
    expect(withFeed(before, events).run?.log?.rows).toBe(rows);
  });
});
