import { describe, expect, it } from 'vitest';
import { openCockpit } from '../../helpers/cockpit.ts';
import { listText } from '../../helpers/frame-panes.ts';
import { driveWideRun } from '../../helpers/runs/drive-wide-run.ts';
import { KEY, type Terminal } from '../../helpers/terminal.ts';
import { tree } from '../../helpers/wide-tree.ts';

const RUN = 'wide-run';
const wide = driveWideRun(RUN, { threads: 5000, failEvery: 1600 });

const selects =
  (label: string) =>
  (terminal: Terminal): boolean =>
    tree(terminal).selected === label;

// How long a repaint takes, and how memory grows, stands in docs/performance.md: `npm run bench tui`.
describe('check 8: 5,000 threads', () => {
  it('check 8: G, g and ^d twenty times show exactly the rows that fit, each in its place', async () => {
    const terminal = await openCockpit(wide.project, [RUN]);
    await terminal.waitFor(/Threads 5000\/5000/);
    const first = tree(terminal).labels;
    expect(first.slice(0, 3)).toEqual(['sweep', 'group-0', 'leaf-2']);
    const { length: visible } = first;
    expect(visible).toBeGreaterThan(8);
    terminal.press('G');
    await terminal.waitFor(selects('leaf-4999'));
    await expect(listText(terminal)).toMatchFileSnapshot('frames/check-08-last-of-5000.txt');
    expect(tree(terminal).labels).toEqual(
      Array.from({ length: visible }, (_, index) => `leaf-${4999 - visible + 1 + index}`),
    );
    terminal.press('g');
    await terminal.waitFor(selects('sweep'));
    expect(tree(terminal).labels).toEqual(first);
    const order = ['sweep', ...Array.from({ length: 4999 }, (_, index) => labelAt(index + 1))];
    let at = 0;
    for (let times = 0; times < 20; times += 1) {
      const before = tree(terminal).selected;
      terminal.press(KEY.ctrl('d'));
      await terminal.waitFor((seen) => tree(seen).selected !== before && tree(seen).labels.length === visible);
      const { labels, selected = '' } = tree(terminal);
      expect(order.indexOf(selected)).toBeGreaterThan(at);
      at = order.indexOf(selected);
      const from = order.indexOf(labels[0] ?? '');
      expect(labels).toEqual(order.slice(from, from + visible));
    }
  });
});

/** The n-th thread below the root: every fiftieth leads a group. */
function labelAt(nth: number): string {
  return nth % 50 === 1 ? `group-${(nth - 1) / 50}` : `leaf-${nth}`;
}
