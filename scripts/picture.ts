// Takes the picture of the cockpit in docs/cockpit.svg: the real program, in a real terminal, on a run of the tests.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SCOUT_RUN } from '../tests/helpers/runs/scout-plan-build.ts';
import { withShownProject } from './picture/shown-run.ts';
import { svgOfScreen } from './picture/svg-of-screen.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = process.argv[2] ?? join(root, 'docs', 'cockpit.svg');
const SIZE = { columns: 160, rows: 42 } as const;
/** The picture is of this second of the run: what depends on the time is the same in each. */
const SHOWN_AT = '00:06:20';

await withShownProject(async ({ cockpit }) => {
  const terminal = cockpit([SCOUT_RUN], SIZE);
  await terminal.waitFor('docs-fetch');
  for (const _step of [1, 2, 3, 4, 5]) terminal.press('j');
  await terminal.waitFor(
    (seen) => seen.text().includes(SHOWN_AT) && seen.screen().some((line) => /> .*planner/.test(line)),
  );
  const rows = Array.from({ length: SIZE.rows }, (_, row) => terminal.cells(row));
  writeFileSync(target, svgOfScreen(rows, 'The cockpit of rye: a tree of eight threads with their states and costs'));
  await terminal.close();
});
