import { describe, expect, it } from 'vitest';
import { typed } from '../../../src/tui/keys/key.ts';
import { update } from '../../../src/tui/model/update.ts';
import { afterKeys, modelOf, screenOf } from '../model-builder.ts';
import { fiveRuns, row } from '../project-rows.ts';

const SUMMARY = {
  run_id: 'survey-hjkm',
  item: 'survey',
  kind: 'directive',
  status: 'error',
  provider: 'anthropic',
  simulated: false,
  inputs: { path: 'src' },
  error: { code: 'runtime/model-failed', message: '429 after 3 retries' },
  cost: {
    usd: 0.5,
    input_tokens: 1,
    output_tokens: 1,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    turns: 3,
    model_calls: 3,
    tool_calls: 5,
    unsettled_usd: 0,
  },
  budget: { limit_usd: 3, spent_usd: 0.5, reserved_usd: 0, remaining_usd: 2.5 },
  events: 120,
  waiting_for: [],
  thread_count: 4,
} as const;

describe('the runs of a project', () => {
  it('are listed with state, time, threads and money, the selected one in detail', () => {
    const selected = afterKeys(modelOf({ project: fiveRuns() }), 'j', 'j');
    const { model } = update(selected, {
      type: 'summary',
      runId: 'survey-hjkm',
      status: 'error',
      known: SUMMARY as never,
    });
    expect(screenOf(model)).toMatchInlineSnapshot(`
      " rye  shop-api › Runs                               * LIVE  5 runs  today $2.06
       [1 Runs]  2 Threads  3 Board  4 Log  5 Diff
      ┌ Runs 5/5 ───────────────────────────────────── f failed  w waiting  / filter ┐
      │     RUN                    STATE       STARTED UTC ELAPSED  THREADS SPEND    │
      │   * scout-plan-build-kjmn  run         11-26 11:00 00:42:14 8       1.25     │
      │   ✓ survey-qwrt            done        11-26 11:00 00:03:20 4       ~0.0042  │
      │ > ✗ survey-hjkm            FAIL        11-26 11:00 00:03:20 4       0.50     │
      │   ! tidy-zzxy              interrupted 11-26 11:00 -        4       0.31     │
      │   ✗ old-vbnm               lost        -           -        -       -        │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      │                                                                              │
      └──────────────────────────────────────────────────────────────────────────────┘
      ┌ survey-hjkm ───────────────────────────────────────── enter open  J/K scroll ┐
      │ state    FAIL, r resumes it                                                  │
      │ error    runtime/model-failed: 429 after 3 retries                           │
      │ item     survey, directive, answered by anthropic                            │
      │ given    path: src                                                           │
      │ spent    $0.50 of $3.00, 4 threads, 120 events                               │
      └──────────────────────────────────────────────────────────────────────────────┘
       j/k move  enter open  space mark  p pause  r resume…  ^k kill…  d diff marked
       / filter   : command   ? help   tab next pane   + zoom   q quit
      "
    `);
  });

  it('are listed beside the details where there is room', () => {
    expect(screenOf(afterKeys(modelOf({ project: fiveRuns(), columns: 160, rows: 20 }), 'G'))).toMatchInlineSnapshot(`
      " rye  shop-api › Runs                                                                                                               * LIVE  5 runs  today $2.06
       [1 Runs]   2 Threads   3 Board   4 Log   5 Diff   6 Files
      ┌ Runs 5/5 ───────────────────────────────────────────────────── f failed  w waiting  / filter ┐┌ old-vbnm ──────────────────────────── enter open  J/K scroll ┐
      │     RUN                   ITEM             STATE       STARTED UTC ELAPSED  THREADS SPEND    ││ lost     line 3 of its journal is no JSON                    │
      │   * scout-plan-build-kjmn scout-plan-build run         11-26 11:00 00:42:14 8       1.25     ││                                                              │
      │   ✓ survey-qwrt           survey           done        11-26 11:00 00:03:20 4       ~0.0042  ││ to do    rye doctor        rye log old-vbnm                  │
      │   ✗ survey-hjkm           survey           FAIL        11-26 11:00 00:03:20 4       0.50     ││                                                              │
      │   ! tidy-zzxy             tidy             interrupted 11-26 11:00 -        4       0.31     ││                                                              │
      │ > ✗ old-vbnm              -                lost        -           -        -       -        ││                                                              │
      │                                                                                              ││                                                              │
      │                                                                                              ││                                                              │
      │                                                                                              ││                                                              │
      │                                                                                              ││                                                              │
      │                                                                                              ││                                                              │
      │                                                                                              ││                                                              │
      │                                                                                              ││                                                              │
      └──────────────────────────────────────────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────────────┘
       j/k move  enter open  space mark  p pause  r resume…  ^k kill…  d diff marked  e edit  y yank  f failed only  w waiting
       / filter   : command   ? help   tab next pane   + zoom   q quit
      "
    `);
  });

  it('are said to be none only when they have been read', () => {
    expect(screenOf(modelOf({ rows: 18 }))).toMatchInlineSnapshot(`
      " rye  shop-api › Runs                                       0 runs  today $0.00
       [1 Runs]  2 Threads  3 Board  4 Log  5 Diff
      ┌ Runs 0/0 ───────────────────────────────────── f failed  w waiting  / filter ┐
      │ No runs yet.                                                                 │
      │                                                                              │
      │   rye demo               map this repository, offline                        │
      │   rye run survey         the same with a model                               │
      │   rye init --list        projects to begin with                              │
      │                                                                              │
      └──────────────────────────────────────────────────────────────────────────────┘
      ┌ Run ───────────────────────────────────────────────── enter open  J/K scroll ┐
      │                                                                              │
      │                                                                              │
      │                                                                              │
      └──────────────────────────────────────────────────────────────────────────────┘
       j/k move  enter open  space mark  p pause  r resume…  ^k kill…  d diff marked
       / filter   : command   ? help   tab next pane   + zoom   q quit
      "
    `);
    expect(screenOf(modelOf({ rows: 18, project: { phase: 'loading', rows: [] } }))).not.toContain('No runs');
  });
});

describe('the list of runs', () => {
  it('is filtered by the words that it shows', () => {
    const model = modelOf({ project: fiveRuns() });
    const shown = (...keys: string[]) => afterKeys(model, ...keys).runs.rows.map(({ run_id }) => run_id);
    expect(shown('/', 'state:fail')).toEqual(['survey-hjkm']);
    expect(shown('/', 'spend:>0.4')).toEqual(['scout-plan-build-kjmn', 'survey-hjkm']);
    expect(shown('f')).toEqual(['survey-hjkm', 'tidy-zzxy', 'old-vbnm']);
    expect(shown('/', 'nothing like it')).toEqual([]);
    expect(screenOf(afterKeys(model, '/', 'nothing like it'))).toContain('none of 5 runs matches nothing like it');
    const quiet = modelOf({ project: { phase: 'ready', rows: [row('survey-qwrt')] } });
    expect(screenOf(afterKeys(quiet, 'f'))).toContain('none of 1 run matches failed');
  });

  it('says budget of a run that has spent what it may, and that it waits for somebody', () => {
    const poor = row('poor-kjmn', { status: 'error', resumable: true, out_of_money: true });
    const model = modelOf({ project: { phase: 'ready', rows: [poor, row('done-qwrt')] } });
    const screen = screenOf(model);
    expect(screen).toContain('> $ poor-kjmn              budget ');
    expect(screen).toContain('│ state    budget: b raises its ceiling and goes on');
    expect(afterKeys(model, '/', 'state:budget').runs.rows).toEqual([poor]);
    expect(afterKeys(model, 'w').runs.rows).toEqual([poor]);
  });

  it('keeps the selected run selected while others begin', () => {
    const model = afterKeys(modelOf({ project: fiveRuns() }), 'j', 'j');
    const rows = [row('new-aaaa', { status: 'running' }), row('new-bbbb'), ...fiveRuns().rows];
    const next = update(model, { type: 'project', feed: { phase: 'ready', rows } }).model;
    expect(next.runs.scroll).toMatchObject({ selected: 'survey-hjkm', index: 4 });
  });

  it('asks for the details of the run that one stops at, one run at a time', () => {
    const model = modelOf({ project: fiveRuns() });
    const down = update(model, { type: 'key', key: typed('j') });
    expect(down.effects).toEqual([{ kind: 'summarise', runId: 'survey-qwrt', status: 'completed' }]);
    const further = update(down.model, { type: 'key', key: typed('j') });
    expect(further.effects).toEqual([]);
    const answered = update(further.model, { type: 'summary', runId: 'survey-qwrt', status: 'completed' });
    expect(answered.effects).toEqual([{ kind: 'summarise', runId: 'survey-hjkm', status: 'error' }]);
  });
});
