import { describe, expect, it } from 'vitest';
import { applyEvent, type Event, type EventDraft, isoTime } from '#protocol';
import type { Model } from '../../../src/tui/model/model.ts';
import { update } from '../../../src/tui/model/update.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { feedOf, NOW_MS } from '../eight-threads.ts';
import { afterKeys, modelOf, screenOf } from '../model-builder.ts';

function feedOfDrafts(...drafts: EventDraft[]) {
  return feedOf(
    drafts.map((draft, index) => ({ v: 1, seq: index + 1, at: isoTime(NOW_MS - 60_000), ...draft }) as Event),
  );
}

/** A run whose root has spent so much of its ceiling, with children that hold money of their own. */
function spending(usd: number, ceiling: number, children = 0) {
  const turn = { thread: 'lead', turn: 1, call_id: 'lead-m1' };
  const child = (nth: number): EventDraft =>
    draftOf(
      'thread_created',
      {
        place: `root/scout-${nth}`,
        directive: 'scout',
        parent: 'lead',
        depth: 1,
        limits: { spend: 0.5 },
        spend_reserved_usd: 0.5,
      },
      { thread: `scout-${nth}` },
    );
  return feedOfDrafts(
    draftOf('run_started', { item: 'lead', root: 'lead' }, { thread: 'lead' }),
    draftOf(
      'thread_created',
      { place: 'root', directive: 'lead', depth: 0, limits: { spend: ceiling } },
      { thread: 'lead' },
    ),
    draftOf('thread_started', {}, { thread: 'lead' }),
    draftOf('model_call_started', { reserved_usd: 0 }, turn),
    draftOf(
      'model_call_completed',
      {
        cost_usd: usd,
        content: [{ type: 'tool_use', id: 'c1', name: 'read', input: { path: 'a' } }],
        stop_reason: 'tool_use',
      },
      turn,
    ),
    ...Array.from({ length: children }, (_, index) => child(index + 1)),
  );
}

describe('what a thread has spent', () => {
  it.each([
    [0.0079, 2, '0.0079/2 '],
    [0.31, 5, '0.31/5.00 '],
    [12.34, 50, '12.34/50 '],
    [12.34, 100.25, '12.34 '],
  ])('is no figure that is cut: %d of %d', (usd, ceiling, cell) => {
    expect(screenOf(modelOf({ run: spending(usd, ceiling) })).split('\n')[4]).toContain(`  ${cell}`);
  });
});

describe('the state of a thread', () => {
  it.each([60, 80, 100, 140, 160])('is a whole word with a gap behind it at %i columns', (columns) => {
    const ended = { by: 'user' };
    const feed = spending(0.31, 5);
    const killed = [draftOf('thread_killed', ended, { thread: 'lead' })].map(
      (draft) => ({ v: 1, seq: 6, at: isoTime(NOW_MS), ...draft }) as Event,
    );
    const screen = screenOf(modelOf({ run: feedOf([...feed.events, ...killed]), columns, rows: 45 }));
    expect(screen).toMatch(/> - lead +.*stopped +1/);
  });
});

describe('a call that failed', () => {
  it('has its reason below it, whole', () => {
    const call = { thread: 'lead', turn: 1, call_id: 'c1' };
    const message = 'leaf was not spawned: it wants $2 and its parent has $1.99 left, which is less';
    const feed = spending(0.31, 5);
    const failed = [
      draftOf('tool_call_started', { tool: 'fs/read', input: { path: 'a' } }, call),
      draftOf('tool_call_failed', { tool: 'fs/read', error: { code: 'runtime/budget', message } }, call),
    ].map((draft, index) => ({ v: 1, seq: 6 + index, at: isoTime(NOW_MS), ...draft }) as Event);
    const model = afterKeys(modelOf({ run: feedOf([...feed.events, ...failed]), columns: 60 }), 'o');
    expect(screenOf(model).split('\n').slice(15, 19).join('\n')).toMatchInlineSnapshot(`
      "│ tool     read {"path":"a"}                        FAILED │
      │          runtime/budget: leaf was not spawned: it wants  │
      │          $2 and its parent has $1.99 left, which is less │
      │                                                          │"
    `);
  });
});

describe('the budget of a run with more threads than lines', () => {
  it('says how many more hold money', () => {
    const lines = screenOf(modelOf({ run: spending(0.31, 20, 30), columns: 160, rows: 45 })).split('\n');
    const pane = lines.slice(3, 10).map((line) => line.slice(line.lastIndexOf('││') + 2));
    expect(pane.join('\n')).toMatchInlineSnapshot(`
      " run      [................]   2%   $0.31 of $20.00   │
       scout-1  [................]   0%   reserved  $0.50   │
       and 29 more with a ceiling of their own              │
       unreserved                          $4.69            │
                                                            │
       burn $0.31/min   est. at finish $15.31 (77%)         │
       stops: hard at $20.00                                │"
    `);
  });
});

describe('the footer', () => {
  it('keeps the way out where there is not room for every key', () => {
    const [, second] = screenOf(modelOf({ columns: 60, rows: 15 }))
      .split('\n')
      .slice(-3);
    expect(second).toBe(' / filter   : command   ? help   tab next pane   q quit');
  });
});

describe('a project without runs', () => {
  it('names every directive that was found, however long the name of one is', () => {
    const entry = (id: string) => ({ id }) as never;
    const model = {
      ...modelOf({ columns: 60 }),
      directives: ['a-very-long-name'.repeat(5), 'fan', 'survey'].map(entry),
    };
    const screen = screenOf(model);
    expect(screen).toContain('/fan  /survey');
  });
});

describe('the JSON of a thread', () => {
  it('follows what those below it spend', () => {
    const json = (model: Model) => screenOf(model).match(/"subtree_usd": [\d.]+/)?.[0];
    const before = spending(0.31, 20, 1);
    const turn = { thread: 'scout-1', turn: 1, call_id: 'scout-1-m1' };
    const more = [
      draftOf('thread_started', {}, { thread: 'scout-1' }),
      draftOf('model_call_started', { reserved_usd: 0 }, turn),
      draftOf('model_call_completed', { cost_usd: 0.2 }, turn),
    ].map((draft, index) => ({ v: 1, seq: 7 + index, at: isoTime(NOW_MS), ...draft }) as Event);
    // A run's state grows in place: a feed hands out the same threads again.
    const feed = feedOf(before.events);
    const model = afterKeys(modelOf({ run: feed, columns: 100, rows: 100 }), 'oooo');
    expect(json(model)).toBe('"subtree_usd": 0.31');
    for (const event of more) applyEvent(feed.state, event);
    const grown = update(model, { type: 'run', feed: { ...feed, events: [...feed.events, ...more] } }).model;
    expect(json(grown)).toBe('"subtree_usd": 0.51');
  });
});
