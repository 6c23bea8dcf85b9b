import { describe, expect, it } from 'vitest';
import type { RunFeed } from '#app';
import { update } from '../../../src/tui/model/update.ts';
import { draftOf, logOf } from '../../helpers/event-builder.ts';
import { eightThreads, feedOf, NOW_MS } from '../eight-threads.ts';
import { modelOf, screenOf } from '../model-builder.ts';

function rows(screen: string): string[] {
  return screen.split('\n');
}

/** The run of eight threads with something else about it. */
function feed(more: Partial<RunFeed>): RunFeed {
  return { ...eightThreads(), ...more };
}

const HOLDER = { pid: 812, host: 'here', fence: 1, since: '', alive: true };

describe('the header', () => {
  it.each([
    [
      160,
      ' rye  shop-api › r-7f3a scout-plan-build "Migrate to new Agent SDK"            * LIVE  2 run  1 wait  !1 ask  ✗1  $1.25/5.00 [##......] 25%  2.2M tok  00:06:12',
    ],
    [
      120,
      ' rye  shop-api › r-7f3a scout-plan-build         * LIVE  2 run  1 wait  !1 ask  ✗1  $1.25/5.00 [##......] 25%  00:06:12',
    ],
    [80, ' rye  shop-api › r-7f3a scout-plan-build  * LIVE  !1  $1.25/5.00 [##......] 25%'],
    [60, ' rye  shop-api › r-7f3a scout-plan…  * LIVE  !1  $1.25/5.00'],
    [40, ' rye  shop-api › r-7f3…  !1  $1.25/5.00'],
  ])('shrinks at %i columns to what matters most', (columns, line) => {
    expect(rows(screenOf(modelOf({ run: eightThreads(), columns })))[0]).toBe(line);
  });

  it('marks money that is made up from text lengths', () => {
    const log = logOf([
      draftOf('run_started', { simulated: true }),
      draftOf('thread_created', { limits: { spend: 1 } }),
    ]);
    expect(rows(screenOf(modelOf({ run: feedOf(log) })))[0]).toContain('~$0.00/1.00');
  });
});

describe('a run that has spent what it may', () => {
  it('says budget, in the header and in its row', () => {
    const log = logOf([
      draftOf('run_started'),
      draftOf('thread_created', { limits: { spend: 1 } }),
      draftOf('thread_started'),
      draftOf('limit_reached', { limit: 'spend', current: 0.8, max: 1 }),
      draftOf('thread_failed', { error: { code: 'limit_exceeded', message: 'spend' } }),
      draftOf('run_failed', { error: { code: 'limit_exceeded', message: 'spend' } }),
    ]);
    const screen = screenOf(modelOf({ run: feedOf(log) }));
    expect(rows(screen)[0]).toContain('$ budget');
    expect(screen).toMatch(/\$ team\/lead +budget .* spent 0.00 of 1.00/);
  });
});

describe('the line under the header', () => {
  it.each([
    [
      'interrupted',
      feed({ holder: { ...HOLDER, alive: false } }),
      ' ! interrupted just now (pid 812 dead), 4 of 8 threads unfinished, r resume',
    ],
    ['gone', feed({ phase: 'gone' }), ' ! r-7f3a is gone: its record was removed while it was shown'],
    [
      'lost',
      feed({ phase: 'lost', problem: { code: 'x', message: 'line 7 is no JSON' } }),
      ' ! r-7f3a cannot be read: line 7 is no JSON; rye doctor says more',
    ],
  ])('says that a run is %s', (_what, run, line) => {
    expect(rows(screenOf(modelOf({ run })))[2]).toBe(line);
  });

  it('says how little room there is where the project is, in every view', () => {
    const project = {
      phase: 'ready' as const,
      rows: [],
      lowDisk: { path: '/work/shop-api', bytes: 52.4 * 1024 * 1024 },
    };
    const line = ' ! disk low: 52 MB left for /work/shop-api; a run that finds none stops, and ca…';
    expect(rows(screenOf(modelOf({ project })))[2]).toBe(line);
    expect(rows(screenOf(modelOf({ project, run: feed({}) })))[2]).toBe(line);
  });

  it('says that a run is driven on another machine', () => {
    const model = { ...modelOf({ run: feed({ holder: { ...HOLDER, pid: 941, host: 'hostB' } }) }), machine: 'hostA' };
    expect(rows(screenOf(model))[2]).toBe(' ! read-only: held by pid 941 on hostB');
  });

  it('says that nothing goes on only where every thread at work waits for its provider', () => {
    const failed = {
      category: 'rate_limited',
      code: 'rate_limit_error',
      message: 'slow down',
      retryable: true,
      status: 429,
    } as const;
    const log = logOf([
      draftOf('run_started'),
      draftOf('thread_created'),
      draftOf('thread_started'),
      draftOf('model_call_started', {}, { call_id: 'c' }),
      draftOf('model_call_failed', failed, { call_id: 'c' }),
      draftOf('retry_scheduled', { delay_ms: 8_000 }),
    ]);
    const nowMs = Date.parse(log.at(-1)?.at ?? '') + 100;
    const blocked = screenOf(modelOf({ run: feedOf(log), nowMs }));
    expect(rows(blocked)[2]).toBe(' ! every thread waits for its provider, the next asks in 8 s (429: slow down)');
    expect(blocked).toContain('FAIL');
    expect(blocked).toContain('429 retry 2 in 8 s');
    expect(screenOf(modelOf({ run: feedOf(log), nowMs: nowMs + 9_000 }))).not.toContain('every thread waits');
  });

  it('is not there where nothing is wrong', () => {
    expect(rows(screenOf(modelOf({ run: eightThreads() })))[2]).toContain('Threads 8/8');
  });
});

describe('the line of views', () => {
  it('says that files are looked at every so often', () => {
    const run = feed({ pollingMs: 2_000 });
    expect(rows(screenOf(modelOf({ run, columns: 160 })))[1]).toContain('polling every 2 s');
    expect(rows(screenOf(modelOf({ run })))[1]).toContain('polling every 2 s');
  });

  it('names the variable that is missing, never a value', () => {
    const reason = 'ANTHROPIC_API_KEY is not set';
    const model = {
      ...modelOf({ columns: 120 }),
      provider: 'anthropic',
      providers: [{ name: 'anthropic', ready: false, simulated: false, reason }],
    };
    expect(rows(screenOf(model))[1]).toContain('anthropic: ANTHROPIC_API_KEY is not set');
  });
});

describe('a terminal that is too small', () => {
  it('says so, and still shows money and who waits', () => {
    expect(rows(screenOf(modelOf({ run: eightThreads(), columns: 30, rows: 8 }))).slice(0, 4)).toEqual([
      ' rye  shop-a…  !1  $1.25/5.00',
      '',
      ' rye needs 60×15, now 30×8',
      ' q quit',
    ]);
  });
});

describe('a thread without an event for five minutes', () => {
  it('is called quiet while somebody drives it', () => {
    const later = modelOf({ run: eightThreads(), nowMs: NOW_MS + 6 * 60_000 });
    expect(screenOf(later)).toContain('quiet    5/15');
    const dead = modelOf({ run: feed({ holder: { ...HOLDER, alive: false } }), nowMs: NOW_MS + 6 * 60_000 });
    expect(screenOf(dead)).not.toContain('quiet');
  });
});

describe('with --ascii', () => {
  it('no character of a screen’s own is more than ASCII', () => {
    for (const columns of [80, 120, 160]) {
      const run = modelOf({ run: eightThreads(), columns, rows: 45, ascii: true });
      const banner = update(run, { type: 'run', feed: feed({ holder: { ...HOLDER, alive: false } }) }).model;
      for (const model of [run, banner, modelOf({ columns, ascii: true })]) {
        expect(screenOf(model)).toMatch(/^[\n\x20-\x7e]*$/);
      }
    }
  });
});
