import { describe, expect, it } from 'vitest';
import { eightThreads } from '../eight-threads.ts';
import { afterKeys, modelOf, screenOf } from '../model-builder.ts';

describe('the threads of a run', () => {
  it('are drawn at 80×24 as the design draws them', () => {
    expect(screenOf(afterKeys(modelOf({ run: eightThreads() }), 'G', 'k'))).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a scout-plan-bui…  * LIVE  !1  $1.25/5.00  [##......] 25%
       1 Runs  [2 Threads]  3 Board  4 Log  5 Diff        step 105  a81c2e4  00:06:12
      ┌ Threads 8/8 ────────────────────────────────── f failed  w waiting  / filter ┐
      │     THREAD                STATE  TURNS  CTX   SPEND      DOING               │
      │ ▾ * scout-plan-build      run    6/30   11%   0.31/5.00  awaits planner      │
      │   ├ ✓ scout-1 gemini      done   8/10   34%   0.06       relevant-files.md   │
      │   ├ ✓ scout-2 codex       done   7/10   29%   0.11       relevant-files.md   │
      │   ├ ✗ scout-3 haiku       FAIL   4/10   12%   0.02       429 after 3 retries │
      │   ├ ✓ scout-4 flash       done  10/10   41%   0.03       relevant-files.md   │
      │   ├ ▾ ~ planner           quiet  5/15   22%   0.71/1.00  read docs/sdk.md    │
      │ > │  └ ! docs-fetch haiku ASK    1/4     6%   0.01       web.fetch https://… │
      │   └ ○ builder             wait   -/15     -   -    1.50  not begun           │
      │                                                                              │
      └──────────────────────────────────────────────────────────────────────────────┘
      ┌ docs-fetch › last events ────────────────────────────── enter open  o output ┐
      │ 11:37:00 planner/docs-fetch created · haiku                                  │
      │ 11:37:01 planner/docs-fetch started                                          │
      │ 11:37:02 planner/docs-fetch asks test-model · turn 1 · up to $0              │
      │ 11:37:02 planner/docs-fetch answered · turn 1 · 100 tokens · $0.0100         │
      │ 11:41:43 planner/docs-fetch asks to call web.fetch                           │
      └──────────────────────────────────────────────────────────────────────────────┘
       j/k move  enter open  space mark  p pause  r resume…  ^k kill…  o output
       / filter  : command  ? help  tab next pane  + zoom  q quit
      "
    `);
  });
});
