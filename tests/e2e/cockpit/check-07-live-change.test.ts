import { describe, expect, it } from 'vitest';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { listText } from '../../helpers/frame-panes.ts';
import { driveRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { erasesDisplay } from '../../helpers/terminal-modes.ts';

// How soon, in ms, stands in docs/performance.md: `npm run bench tui`.
describe('check 7: another process writes an event', () => {
  it('check 7: the row changes without a key, in less than 2 KB and without clearing the screen', async () => {
    const project = namedRepository();
    const run = await driveRun(project, SCOUT_RUN, scoutPlanBuild());
    const terminal = await openCockpit(project, [SCOUT_RUN], { columns: 160, rows: 45 });
    await terminal.waitFor(/docs-fetch.* run /);
    const { length } = terminal.writes;
    await run.append(
      draftOf('thread_failed', { error: { code: 'test/gone', message: 'no such page' } }, { thread: 'docs-fetch' }),
    );
    await terminal.waitFor(/docs-fetch.* FAIL .*no such page/);
    await expect(listText(terminal)).toMatchFileSnapshot('frames/check-07-live-change.txt');
    const bytes = terminal.raw(length);
    expect(Buffer.byteLength(bytes)).toBeLessThan(2048);
    expect(erasesDisplay(bytes)).toBe(false);
    await run.close();
  });
});
