import { describe, expect, it } from 'vitest';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import type { Terminal } from '../../helpers/terminal.ts';

const IDLE_MS = 3000;

// The check allows 12 writes in 10 s, and none are made; what it costs stands in docs/performance.md: `npm run bench tui`.
describe('check 9: nothing runs', () => {
  it.each([
    ['1', 'runs', /\[1 Runs\]/],
    ['2', 'threads', 'docs-fetch'],
    ['4', 'log', /│ commit [0-9a-f]{40} /],
    ['6', 'files', /┌ Files 0\/0 /],
  ])('check 9: an idle cockpit writes nothing in view %s, %s', async (key, _view, sight) => {
    const project = namedRepository();
    await recordRun(project, SCOUT_RUN, [...scoutPlanBuild(), { atMs: 380_000, draft: draftOf('run_cancelled', {}) }]);
    const terminal = await openCockpit(project, [SCOUT_RUN]);
    // The newest commit is the last to be known.
    await terminal.waitFor(/step \d+ +[0-9a-f]{7} /);
    terminal.press(key);
    await terminal.waitFor(sight);
    await quiet(terminal);
    const { length } = terminal.writes;
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    expect(terminal.writes.slice(length).map(({ bytes }) => bytes.toString())).toEqual([]);
  });
});

/** Resolves when it has not written for a second. */
async function quiet(terminal: Terminal): Promise<void> {
  for (let before = -1; before !== terminal.writes.length; ) {
    before = terminal.writes.length;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}
