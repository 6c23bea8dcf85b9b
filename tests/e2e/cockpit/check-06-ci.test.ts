import { describe, expect, it } from 'vitest';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { panesText } from '../../helpers/frame-panes.ts';
import { recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { KEY } from '../../helpers/terminal.ts';

describe('check 6: CI', () => {
  it('check 6: with CI=1 in a terminal the cockpit draws all the same, and moves', async () => {
    const project = namedRepository();
    await recordRun(project, SCOUT_RUN, [...scoutPlanBuild(), { atMs: 380_000, draft: draftOf('run_cancelled', {}) }]);
    const terminal = await openCockpit(project, [SCOUT_RUN], { env: { CI: '1' } });
    await terminal.waitFor('scout-4');
    expect(terminal.buffer()).toBe('alternate');
    await expect(panesText(terminal)).toMatchFileSnapshot('frames/check-06-ci.txt');
    terminal.press('j');
    await terminal.waitFor(/│ ?>.*scout-1/);
    terminal.press(KEY.ctrl('c'));
    expect((await terminal.exited).code).toBe(0);
  });
});
