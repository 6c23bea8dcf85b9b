import { describe, expect, it } from 'vitest';
import { EARLIER, namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { lastOfEachPair, RESETS } from '../../helpers/terminal-modes.ts';

describe('check 2: leaving', () => {
  it.each([
    ['q, from a run to all runs to the shell', ['q', 'q']],
    ['^c at once', ['\u0003']],
  ])('check 2: %s gives the terminal back and says where the run stands', async (_how, keys) => {
    const project = namedRepository();
    await recordRun(project, SCOUT_RUN, scoutPlanBuild());
    const terminal = await openCockpit(project, [SCOUT_RUN]);
    expect(terminal.mode(1049)).toBe(true);
    terminal.press(keys[0] ?? '');
    if (keys[1] !== undefined) {
      await terminal.waitFor(/\[1 Runs\]/);
      terminal.press(keys[1]);
    }
    expect(await terminal.exited).toEqual({ code: 0, signal: 0 });
    expect(terminal.buffer()).toBe('normal');
    expect(terminal.cursor().visible).toBe(true);
    const [earlier, summary = '', ...rest] = terminal.screen();
    expect(earlier).toBe(EARLIER);
    expect(summary).toBe(`${SCOUT_RUN}  interrupted  $1.25 of $5.00  rye tui ${SCOUT_RUN}`);
    expect(rest.join('')).toBe('');
    expect(lastOfEachPair(terminal.raw())).toEqual(RESETS);
    expect(terminal.raw()).toContain(RESETS.join(''));
  });
});
