import { describe, expect, it } from 'vitest';
import { eightThreads } from '../eight-threads.ts';
import { afterKeys, modelOf, screenOf } from '../model-builder.ts';

describe('the threads of a run', () => {
  it('are drawn at 80×24 as the design draws them', () => {
    expect(screenOf(afterKeys(modelOf({ run: eightThreads() }), 'G', 'k'))).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a scout-plan-build  * LIVE  !1  $1.25/5.00 [##......] 25%
       1 Runs  [2 Threads]  3 Board  4 Log  5 Diff        step 105  a81c2e4  00:06:12
      ┌ Threads 8/8 ────────────────────────────────── f failed  w waiting  / filter ┐
      │     THREAD              STATE    TURNS  CTX   SPEND      DOING               │
      │ ▾ * scout-plan-build    run      6/30   11%   0.31/5.00  awaits planner      │
      │   ├ ✓ scout-1 gemini    done     8/10   34%   0.06       relevant-files.md   │
      │   ├ ✓ scout-2 codex     done     7/10   29%   0.11       relevant-files.md   │
      │   ├ ✗ scout-3 haiku     FAIL     4/10   12%   0.02       429 after 3 retries │
      │   ├ ✓ scout-4 flash     done    10/10   41%   0.03       relevant-files.md   │
      │   ├ ▾ * planner         run      5/15   22%   0.71/1.00  read docs/sdk.md    │
      │ > │  └ ! docs-fetch     ASK      1/4     6%   0.01       web.fetch           │
      │   └ ○ builder           wait     -/15     -   -    1.50  not begun           │
      │                                                                              │
      └──────────────────────────────────────────────────────────────────────────────┘
      ┌ docs-fetch › last events ────────────────────────────── enter open  o output ┐
      │ 11:37:00 created   by planner                                                │
      │ 11:37:01 started                                                             │
      │ 11:37:02 turn      1 test-model                                              │
      │ 11:37:02 answer    100 tok $0.01                                             │
      │ 11:41:43 ask       web.fetch https://agent-sdk-docs.com/migrate              │
      └──────────────────────────────────────────────────────────────────────────────┘
       a answer…  j/k move  enter open  space mark  p pause  r resume…  ^k kill…
       / filter   : command   ? help   tab next pane   + zoom   q quit
                                                                       1 needs you: A"
    `);
  });

  it('are drawn at 160×45 with budget, who waits, output and events beside them', () => {
    const model = afterKeys(modelOf({ run: eightThreads(), columns: 160, rows: 45 }), 'G', 'k');
    expect(screenOf(model)).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a scout-plan-build "Migrate to new Agent SDK"            * LIVE  2 run  1 wait  !1 ask  ✗1  $1.25/5.00 [##......] 25%  2.2M tok  00:06:12
       1 Runs   [2 Threads]   3 Board   4 Log   5 Diff   6 Files                                                      .ai/data r-7f3a @ a81c2e4 (step 105)   watching
      ┌ Threads 8/8 ──────────────────────────────────────────────────────────────── sort: tree   follow: on ┐┌ Budget ──────────────────────────────────────────────┐
      │    THREAD                MODEL        STATE   TURNS  CTX            SPEND        DOING               ││ run      [####............]  25%   $1.25 of $5.00    │
      │ ▾ * scout-plan-build     sonnet       run     6/30   [#.......] 11% 0.31/5.00    awaits planner      ││ planner  [############....]  72%   $0.72 of $1.00  ! │
      │   ├ ✓ scout-1            gemini       done    8/10   [###.....] 34% 0.06         relevant-files.md   ││ builder  [................]   0%   reserved  $1.50   │
      │   ├ ✓ scout-2            codex        done    7/10   [##......] 29% 0.11         relevant-files.md   ││ unreserved                          $1.97            │
      │   ├ ✗ scout-3            haiku        FAIL    4/10   [#.......] 12% 0.02         429 after 3 retries ││                                                      │
      │   ├ ✓ scout-4            flash        done    10/10  [###.....] 41% 0.03         relevant-files.md   ││ burn $0.20/min   est. at finish $3.03 (61%)          │
      │   ├ ▾ * planner          sonnet       run     5/15   [##......] 22% 0.71/1.00    read docs/sdk.md    ││ stops: hard at $5.00, depth 5, 24 spawns (6 used)    │
      │ > │  └ ! docs-fetch      haiku        ASK     1/4    [........]  6% 0.01         web.fetch           │└──────────────────────────────────────────────────────┘
      │   └ ○ builder            sonnet       wait    -/15   -              -/1.50       not begun           │┌ Needs you (1) ──────────────────────────────────── A ┐
      │                                                                                                      ││ > 1  r-7f3a / planner / docs-fetch            00:31  │
      │                                                                                                      ││      web.fetch: https://agent-sdk-docs.com/migrate   │
      │                                                                                                      ││      why: find the v2 migration notes                │
      │                                                                                                      ││      risk: elevated                                  │
      │                                                                                                      ││                                                      │
      │                                                                                                      ││      y once   s this run   h this host   n deny      │
      │                                                                                                      ││      e edit args   i explain   enter open thread     │
      │                                                                                                      ││                                                      │
      │                                                                                                      ││                                                      │
      │                                                                                                      ││                                                      │
      │                                                                                                      ││                                                      │
      │                                                                                                      ││                                                      │
      │                                                                                                      ││ auto-approved in this run: 0   denied: 0             │
      └──────────────────────────────────────────────────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────┘
      ┌ docs-fetch › output ──────────────────────────────── o next view: output, tools, files, prompt, json ┐┌ Events (UTC) ────────────────────── [ older  ] newer ┐
      │ answer   I look for the migration guide.                                                             ││ 11:41:43 docs-fetch   ask       web.fetch https://age│
      │ tool     web.fetch {"url":"https://agent-sdk-docs.com/migrate"}                            not begun ││ 11:41:35 planner      tool      read docs/sdk.md     │
      │                                                                                                      ││ 11:41:34 planner      answer    100 tok $0.11        │
      │                                                                                                      ││ 11:41:34 planner      turn      5 test-model         │
      │                                                                                                      ││ 11:37:02 docs-fetch   answer    100 tok $0.01        │
      │                                                                                                      ││ 11:37:02 docs-fetch   turn      1 test-model         │
      │                                                                                                      ││ 11:37:01 docs-fetch   started                        │
      │                                                                                                      ││ 11:37:00 docs-fetch   created   by planner           │
      │                                                                                                      ││ 11:36:59 planner      answer    100 tok $0.15        │
      │                                                                                                      ││ 11:36:59 planner      turn      4 test-model         │
      │                                                                                                      ││ 11:36:58 planner      answer    100 tok $0.15        │
      │                                                                                                      ││ 11:36:58 planner      turn      3 test-model         │
      │                                                                                                      ││ 11:36:57 planner      answer    100 tok $0.15        │
      │                                                                                                      ││ 11:36:57 planner      turn      2 test-model         │
      └──────────────────────────────────────────────────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────┘
       a answer…  j/k move  enter open  space mark  p pause  r resume…  ^k kill…  o output  t time travel  e edit  y yank  f failed only  w waiting  h/l fold
       / filter   : command   ? help   tab next pane   + zoom   q quit
                                                                                                                                                       1 needs you: A"
    `);
  });

  it('keep their money whole beside a shorter bar, in the narrowest screen that shows the budget', () => {
    const screen = screenOf(modelOf({ run: eightThreads(), columns: 140, rows: 40 }));
    expect(screen).toMatch(/run +\[[#.]+\] +25% +\$1\.25 of \$5\.00 *│/);
    expect(screen).toMatch(/planner +\[[#.]+\] +7\d% +\$0\.7\d of \$1\.00 +! *│/);
  });

  it('are folded under their parents, and found again where they were', () => {
    const folded = afterKeys(modelOf({ run: eightThreads() }), 'G', 'k', 'h', 'h');
    expect(screenOf(folded)).toContain('│ > ├ ▸ * planner');
    expect(screenOf(folded)).not.toContain('docs-fetch');
    expect(screenOf(afterKeys(folded, 'l'))).toContain('docs-fetch');
    expect(screenOf(afterKeys(folded, '-'))).toContain('│>▸ * scout-plan-build');
  });

  it('have the screen of a single thread opened over them, and esc comes back', () => {
    const model = afterKeys(modelOf({ run: eightThreads() }), 'G', 'k', 'oooo', 'enter');
    const [, , top = ''] = screenOf(model).split('\n');
    expect(top).toContain('docs-fetch › prompt');
    expect(screenOf(model)).toContain('│ limits   turns 4');
    expect(afterKeys(model, 'escape')).toMatchObject({ zoomed: false, run: { scroll: { selected: 'docs-fetch' } } });
  });
});
