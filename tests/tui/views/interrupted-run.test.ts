import { describe, expect, it } from 'vitest';
import type { Model } from '../../../src/tui/model/model.ts';
import { update } from '../../../src/tui/model/update.ts';
import { eightThreads, NOW_MS } from '../eight-threads.ts';
import { afterKeys, modelOf, screenOf } from '../model-builder.ts';

/** The run that the design draws, with its driver dead. */
function interrupted(size: { columns: number; rows: number }): Model {
  const run = eightThreads();
  const holder = run.holder && { ...run.holder, alive: false };
  return modelOf({ run: { ...run, ...(holder && { holder }) }, ...size });
}

describe('a run whose driver is dead', () => {
  it('says of no thread that it runs: what is unfinished waits, and what was cut off is named', () => {
    const rows = screenOf(interrupted({ columns: 80, rows: 24 }))
      .split('\n')
      .slice(4, 13);
    expect(rows.join('\n')).toMatchInlineSnapshot(`
      "│     THREAD              STATE    TURNS  CTX   SPEND      DOING               │
      │>▾ ○ scout-plan-build    wait     6/30   11%   0.31/5.00  awaits planner      │
      │   ├ ✓ scout-1 gemini    done     8/10   34%   0.06       relevant-files.md   │
      │   ├ ✓ scout-2 codex     done     7/10   29%   0.11       relevant-files.md   │
      │   ├ ✗ scout-3 haiku     FAIL     4/10   12%   0.02       429 after 3 retries │
      │   ├ ✓ scout-4 flash     done    10/10   41%   0.03       relevant-files.md   │
      │   ├ ▾ ○ planner         wait     5/15   22%   0.71/1.00  read interrupted    │
      │   │  └ ! docs-fetch     ASK      1/4     6%   0.01       web.fetch           │
      │   └ ○ builder           wait     -/15     -   -    1.50  not begun           │"
    `);
  });

  it('counts them so in the header', () => {
    const [header = ''] = screenOf(interrupted({ columns: 160, rows: 45 })).split('\n');
    expect(header).toContain('! interrupted  3 wait  !1 ask  ✗1');
    expect(header).not.toContain(' run  ');
  });

  it('is not found under state:run', () => {
    expect(screenOf(afterKeys(interrupted({ columns: 80, rows: 24 }), '/', 'state:run', 'enter'))).toContain(
      'Threads 0/8  state:run',
    );
  });

  it('burns no money while it stands still', () => {
    const burnAt = (model: Model) => /burn \S+/.exec(screenOf(model))?.[0];
    const model = interrupted({ columns: 160, rows: 45 });
    const later = update(model, { type: 'tick', nowMs: NOW_MS + 3_600_000 }).model;
    expect(burnAt(model)).toBe('burn $0.22/min');
    expect(burnAt(later)).toBe('burn $0.22/min');
  });

  it.each([
    [80, ' ! interrupted just now (pid 812 dead), 4 of 8 threads unfinished, r resume'],
    [70, ' ! interrupted just now, 4 of 8 threads unfinished, r resume'],
    [60, ' ! interrupted 15 min ago, r resume'],
  ])('says at %i columns what to do about it, whatever else must go', (columns, banner) => {
    const nowMs = NOW_MS + (columns === 60 ? 15 * 60_000 : 0);
    const model = update(interrupted({ columns, rows: 24 }), { type: 'tick', nowMs }).model;
    expect(screenOf(model).split('\n')[2]).toBe(banner);
  });
});
