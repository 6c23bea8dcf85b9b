import { describe, expect, it } from 'vitest';
import { EARLIER, namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { listText } from '../../helpers/frame-panes.ts';
import { oldNode } from '../../helpers/old-node.ts';
import { recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { checkout } from '../../helpers/rye.ts';
import { testTerminal } from '../../helpers/rye-terminal.ts';
import { KEY } from '../../helpers/terminal.ts';
import { lastOfEachPair, RESETS, stateOf } from '../../helpers/terminal-modes.ts';
import { until } from '../../helpers/until.ts';

async function projectWithRun(): Promise<string> {
  const project = namedRepository();
  await recordRun(project, SCOUT_RUN, scoutPlanBuild(), { startMs: Date.UTC(2026, 2, 4, 11, 36) });
  return project;
}

describe('check 4: ^z', () => {
  it.each(['this Node', ...(oldNode ? ['an older Node, whose launcher hands over'] : [])])(
    'check 4: stops the process and gives the terminal back; SIGCONT brings the same frame, under %s',
    async (under) => {
      const project = await projectWithRun();
      const node = under === 'this Node' ? process.execPath : (oldNode ?? '');
      const terminal = await openCockpit(project, [SCOUT_RUN], { node });
      terminal.press('j', 'j');
      await terminal.waitFor(/> .*scout-2/);
      // The newest commit is asked of git, and comes when it comes.
      await terminal.waitFor(/step \d+ +[0-9a-f]{7}/);
      const before = terminal.screen();
      await expect(listText(terminal)).toMatchFileSnapshot('frames/check-04-suspend.txt');
      terminal.press(KEY.ctrl('z'));
      await until(() => Promise.resolve(stateOf(terminal.pid) === 'T'));
      await terminal.waitFor((seen) => seen.buffer() === 'normal');
      expect(terminal.screen()[0]).toBe(EARLIER);
      expect(terminal.cursor().visible).toBe(true);
      expect(lastOfEachPair(terminal.raw())).toEqual(RESETS);
      process.kill(-terminal.pid, 'SIGCONT');
      await terminal.waitFor((seen) => seen.buffer() === 'alternate' && seen.text() === before.join('\n'));
      expect(terminal.cursor().visible).toBe(false);
      terminal.press('j');
      await terminal.waitFor(/> .*scout-3/);
    },
  );

  it('check 4: under a shell with job control the shell has its prompt, and fg brings the cockpit back', async () => {
    const project = await projectWithRun();
    const terminal = testTerminal(['bash', '--norc', '--noprofile', '-i'], { cwd: project, env: { PS1: 'PROMPT> ' } });
    await terminal.waitFor('PROMPT>');
    terminal.press(`${process.execPath} ${checkout}bin/rye.js tui ${SCOUT_RUN}${KEY.enter}`);
    await terminal.waitFor((seen) => seen.buffer() === 'alternate' && seen.text().includes('scout-4'));
    terminal.press(KEY.ctrl('z'));
    await terminal.waitFor((seen) => seen.buffer() === 'normal' && /Stopped/.test(seen.text()));
    terminal.press(`echo still a shell${KEY.enter}`);
    await terminal.waitFor(/\nstill a shell/);
    terminal.press(`fg${KEY.enter}`);
    await terminal.waitFor((seen) => seen.buffer() === 'alternate' && seen.text().includes('scout-4'));
    terminal.press(KEY.ctrl('c'));
    await terminal.waitFor((seen) => seen.buffer() === 'normal' && /PROMPT> *$/.test(seen.text().trimEnd()));
    expect(terminal.text()).toContain('still a shell');
    expect(terminal.text()).toContain(SCOUT_RUN);
  });
});
