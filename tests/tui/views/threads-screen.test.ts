import { describe, expect, it } from 'vitest';
import { eightThreads } from '../eight-threads.ts';
import { afterKeys, modelOf, screenOf } from '../model-builder.ts';

describe('the threads of a run', () => {
  it('are drawn at 80×24 as the design draws them', () => {
    expect(screenOf(afterKeys(modelOf({ run: eightThreads() }), 'G', 'k'))).toMatchInlineSnapshot(`
      " rye  shop-api › r-7f3a scout-plan-build  * LIVE  !1  $1.25/5.00 [##......] 25%
       1 Runs  [2 Threads]  3 Board  4 Log  5 Diff        step 105  a81c2e4  00:06:12
      ┌ Threads 8/8 ────────────────────────────────── f failed  w waiting  / filter ┐
      │     THREAD                STATE  TURNS  CTX   SPEND      DOING               │
      │ ▾ * scout-plan-build      run    6/30   11%   0.31/5.00  awaits planner      │
      │   ├ ✓ scout-1 gemini      done   8/10   34%   0.06       relevant-files.md   │
      │   ├ ✓ scout-2 codex       done   7/10   29%   0.11       relevant-files.md   │
      │   ├ ✗ scout-3 haiku       FAIL   4/10   12%   0.02       429 after 3 retries │
      │   ├ ✓ scout-4 flash       done  10/10   41%   0.03       relevant-files.md   │
      │   ├ ▾ * planner           run    5/15   22%   0.71/1.00  read docs/sdk.md    │
      │ > │  └ ! docs-fetch       ASK    1/4     6%   0.01       web.fetch           │
      │   └ ○ builder             wait   -/15     -   -    1.50  not begun           │
      │                                                                              │
      └──────────────────────────────────────────────────────────────────────────────┘
      ┌ docs-fetch › last events ────────────────────────────── enter open  o output ┐
      │ 11:37:00 created   by planner                                                │
      │ 11:37:01 started                                                             │
      │ 11:37:02 turn      1 test-model                                              │
      │ 11:37:02 answer    100 tok $0.01                                             │
      │ 11:41:43 ask       web.fetch https://agent-sdk-docs.com/migrate              │
      └──────────────────────────────────────────────────────────────────────────────┘
       j/k move  enter open  space mark  p pause  r resume…  ^k kill…  o output
       / filter   : command   ? help   tab next pane   + zoom   q quit
      "
    `);
  });
});
