import { expect, it } from 'vitest';
import { openTotals } from '../../../src/tui/overlays/totals/totals.ts';
import { totalsLines } from '../../../src/tui/overlays/totals/totals-lines.ts';
import { eightThreads } from '../eight-threads.ts';
import { frame, large, play, surroundings } from './world.ts';

const feed = eightThreads();
const nowMs = Date.parse(feed.state.lastAt ?? '');

it('tells of all threads of a run what they come to, who waits for whom, who is slow, and whom the others wait for', () => {
  const lines = totalsLines(feed, nowMs);
  expect(lines.slice(0, 4)).toEqual([
    'TOTALS',
    '  8 threads: 1 waiting, 3 completed, 1 error, 2 running, 1 created',
    expect.stringMatching(/^ {2}\$1\.25, \d+ tokens in and \d+ out/),
    expect.stringMatching(/^ {2}\d+ model calls, \d+ tool calls?, \d+ files? read and \d+ written$/),
  ]);
  expect(lines).toContainEqual(expect.stringMatching(/^ {2}scout-plan-build for planner/));
  expect(lines.join('\n')).toMatch(/OTHERS WAIT LONGEST FOR\n {2}\S+ +\d\d:\d\d:\d\d/);
});

it('is drawn over the views, scrolls, and says where no run is open', () => {
  const around = surroundings({ feed, nowMs });
  expect(frame(openTotals(), around, large)).toContain('┌ across all threads ');
  const { overlay } = play(openTotals(), around, { keys: 'j' }, { keys: 'j' });
  expect(overlay).toMatchObject({ kind: 'totals', top: 2 });
  expect(play(openTotals(), around, { keys: 'escape' }).overlay).toBeUndefined();
  const { feed: _none, ...nothing } = around;
  expect(frame(openTotals(), nothing, large)).toContain('No run is open.');
});
