import { describe, expect, it } from 'vitest';
import { keyTable, type Pane } from '#tui';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { panesText } from '../../helpers/frame-panes.ts';
import { recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { KEY } from '../../helpers/terminal.ts';

const ORDER: readonly Pane[] = ['threads', 'detail', 'events'];

// That each of them does something stands in tests/tui/keys/every-key-acts.test.ts.
describe('check 12: ?', () => {
  it('check 12: lists exactly the entries of the key table for the pane that has the keys', async () => {
    const project = namedRepository();
    await recordRun(project, SCOUT_RUN, scoutPlanBuild());
    const terminal = await openCockpit(project, [SCOUT_RUN], { columns: 160, rows: 70 });
    await terminal.waitFor('docs-fetch');
    const seen = new Set<string>();
    for (const _tab of ORDER) {
      terminal.press('?');
      await terminal.waitFor(/┌ keys: \w+/);
      const title = /┌ keys: (\w+)/.exec(terminal.text())?.[1]?.toLowerCase() ?? '';
      const pane = ORDER.find((name) => name === title);
      expect(pane, title).toBeDefined();
      if (pane === 'threads') await expect(panesText(terminal)).toMatchFileSnapshot('frames/check-12-help.txt');
      const listed = helpRows(terminal.screen());
      const entries = keyTable.filter(
        ({ panes, when }) => when !== 'history' && (panes === undefined || (pane && panes.includes(pane))),
      );
      expect(listed).toEqual(entries.map(({ help }) => help));
      seen.add(title);
      terminal.press(KEY.escape);
      await terminal.waitFor((now) => !now.text().includes('┌ keys:'));
      terminal.press(KEY.tab);
    }
    expect([...seen]).toHaveLength(ORDER.length);
  });
});

/** The explanations in the rows of the help, top to bottom. */
function helpRows(screen: readonly string[]): string[] {
  const left = screen.find((row) => row.includes('┌ keys:'))?.indexOf('┌ keys:') ?? 0;
  const top = screen.findIndex((row) => row.includes('┌ keys:'));
  const bottom = screen.findIndex((row, index) => index > top && row[left] === '└');
  return screen
    .slice(top + 2, bottom)
    .map((row) => /^│ (.{12})(.*?) *│/.exec(row.slice(left))?.[2] ?? '')
    .filter((text) => text !== '');
}
