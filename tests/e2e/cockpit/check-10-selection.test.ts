import { describe, expect, it } from 'vitest';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { listText } from '../../helpers/frame-panes.ts';
import { driveRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { addedThread } from '../../helpers/runs/wide-run.ts';

const names = Array.from({ length: 50 }, (_, index) => `extra-${index + 10}`);

describe('check 10: the selection', () => {
  it('check 10: stays on its thread, in sight, while 50 come above it, 10 of them end and another branch is folded', async () => {
    const project = namedRepository();
    const run = await driveRun(project, SCOUT_RUN, scoutPlanBuild());
    const terminal = await openCockpit(project, [SCOUT_RUN]);
    await terminal.waitFor('builder');
    terminal.press('G');
    await terminal.waitFor(/│ ?>.*builder/);
    await run.append(...names.flatMap((name) => addedThread('planner', `root/planner/${name}`, name)));
    await terminal.waitFor(/Threads 58\/58/);
    expect(terminal.text()).toMatch(/│ ?>.*builder/);
    expect(terminal.text()).toContain('extra-59');
    await run.append(...names.slice(0, 10).map((name) => draftOf('thread_completed', {}, { thread: name })));
    await run.append(draftOf('thread_completed', {}, { thread: 'extra-59' }));
    await terminal.waitFor(/extra-59 .*done/);
    expect(terminal.text()).toMatch(/│ ?>.*builder/);
    // Up to the branch above, to its head, fold it, and down again.
    terminal.press('k');
    await terminal.waitFor(/│ ?>.*extra-59/);
    terminal.press('h');
    await terminal.waitFor(/│ ?>.*planner/);
    terminal.press('h');
    await terminal.waitFor((seen) => !seen.text().includes('extra-'));
    expect(terminal.text()).toMatch(/│ ?>.*planner/);
    terminal.press('j');
    await terminal.waitFor(/│ ?>.*builder/);
    await expect(listText(terminal)).toMatchFileSnapshot('frames/check-10-selection.txt');
    await run.close();
  });
});
