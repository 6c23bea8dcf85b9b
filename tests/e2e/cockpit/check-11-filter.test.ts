import { describe, expect, it } from 'vitest';
import { openCockpit } from '../../helpers/cockpit.ts';
import { draftOf } from '../../helpers/event-builder.ts';
import { listText } from '../../helpers/frame-panes.ts';
import { driveWideRun } from '../../helpers/runs/drive-wide-run.ts';
import { addedThread } from '../../helpers/runs/wide-run.ts';
import { KEY } from '../../helpers/terminal.ts';
import { tree } from '../../helpers/wide-tree.ts';

const RUN = 'wide-run';
const wide = driveWideRun(RUN, { threads: 2000, failEvery: 640 });

describe('check 11: a filter', () => {
  it('check 11: /state:fail leaves the failed and those above them; a new failure appears; esc brings all back', async () => {
    const terminal = await openCockpit(wide.project, [RUN]);
    await terminal.waitFor(/Threads 2000\/2000/);
    for (let times = 0; times < 5; times += 1) terminal.press(KEY.ctrl('d'));
    await terminal.waitFor((seen) => tree(seen).selected === 'leaf-20');
    const before = tree(terminal);
    terminal.press('/', 'state:fail', KEY.enter);
    await terminal.waitFor(/Threads 3\/2000/);
    expect(tree(terminal).labels).toEqual([
      'sweep',
      'group-12',
      'leaf-640',
      'group-25',
      'leaf-1280',
      'group-38',
      'leaf-1920',
    ]);
    await wide.run?.append(
      ...addedThread('lead-1', 'root/late-1', 'late-1'),
      draftOf('thread_failed', {}, { thread: 'late-1' }),
    );
    await terminal.waitFor(/Threads 4\/2001/);
    expect(tree(terminal).labels.at(-1)).toBe('late-1');
    await expect(listText(terminal)).toMatchFileSnapshot('frames/check-11-filter.txt');
    terminal.press(KEY.escape);
    await terminal.waitFor(/Threads 2001\/2001/);
    expect(tree(terminal)).toEqual(before);
  });
});
