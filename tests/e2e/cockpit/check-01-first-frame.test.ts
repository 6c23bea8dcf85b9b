import { describe, expect, it } from 'vitest';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { frameText } from '../../helpers/frame-text.ts';
import { driveRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';

describe('check 1: the first frame', () => {
  it('check 1: at 80×24 the eight threads stand on the alternate screen, with project, run and money in row 1', async () => {
    const project = namedRepository('shop-api');
    const run = await driveRun(project, SCOUT_RUN, scoutPlanBuild());
    const terminal = await openCockpit(project, [SCOUT_RUN]);
    expect(terminal.buffer()).toBe('alternate');
    const [header = '', ...rows] = terminal.screen();
    for (const text of ['shop-api', SCOUT_RUN, '$1.25/5.00']) expect(header).toContain(text);
    for (const name of ['scout-1', 'scout-2', 'scout-3', 'scout-4', 'planner', 'docs-fetch', 'builder'])
      expect(rows.filter((row) => row.includes(name)).length, name).toBeGreaterThan(0);
    expect(terminal.screen()).toHaveLength(24);
    expect(terminal.wrappedRows()).toEqual([]);
    await expect(frameText(terminal)).toMatchFileSnapshot('frames/check-01-first-frame.txt');
    await run.close();
  });
});
