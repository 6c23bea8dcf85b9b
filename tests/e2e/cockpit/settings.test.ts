import { expect, it } from 'vitest';
import { enterCommand, namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { KEY } from '../../helpers/terminal.ts';

it(':set mouse on lets the mouse select and scroll, and it is off again when the cockpit is left', async () => {
  const project = namedRepository();
  await recordRun(project, SCOUT_RUN, scoutPlanBuild());
  const terminal = await openCockpit(project, [SCOUT_RUN]);
  await terminal.waitFor('docs-fetch');
  await enterCommand(terminal, 'set mouse on');
  await terminal.waitFor('mouse on');
  expect(terminal.raw()).toContain('\u001b[?1000h\u001b[?1006h');
  terminal.press('\u001b[<0;20;8M');
  await terminal.waitFor(/│ ?>.*scout-2/);
  terminal.press('\u001b[<65;20;7M');
  await terminal.waitFor(/│ ?>.*planner/);
  terminal.press(KEY.ctrl('c'));
  expect((await terminal.exited).code).toBe(0);
  expect(terminal.raw().lastIndexOf('?1000l')).toBeGreaterThan(terminal.raw().lastIndexOf('?1000h'));
});

it('a theme of .ai/config/tui.yaml holds from the start, :set theme for the session; one that there is not is said', async () => {
  const project = namedRepository('shop-api', { '.ai/config/tui.yaml': 'theme: colour-blind\n' });
  await recordRun(project, SCOUT_RUN, scoutPlanBuild());
  const terminal = await openCockpit(project, [SCOUT_RUN]);
  await terminal.waitFor('docs-fetch');
  expect(terminal.raw()).toContain('\u001b[38;5;208m');
  await enterCommand(terminal, 'set theme light');
  await terminal.waitFor('theme light');
  expect(terminal.raw()).toContain('\u001b[38;5;124m');
  terminal.press(':');
  await terminal.waitFor('┌ command');
  terminal.press('set theme pink', KEY.enter);
  await terminal.waitFor(':set theme auto|dark|light|colour-blind');
  terminal.press(KEY.escape);
  await terminal.waitFor((seen) => !seen.text().includes('┌ command'));
  terminal.press(KEY.ctrl('c'));
  await terminal.exited;
});
