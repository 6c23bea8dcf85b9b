// Takes the picture of the cockpit in docs/cockpit.svg: the real program, in a real terminal, on a run of the tests.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { driveRun } from '../tests/helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../tests/helpers/runs/scout-plan-build.ts';
import { openTerminal } from '../tests/helpers/terminal.ts';
import { svgOfScreen } from './picture/svg-of-screen.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = process.argv[2] ?? join(root, 'docs', 'cockpit.svg');
const STARTED = Date.UTC(2026, 2, 4, 11, 36, 0);
const SIZE = { columns: 160, rows: 42 } as const;
/** The picture is of this second of the run: what depends on the time is the same in each. */
const SHOWN_AT = '00:06:20';

const folder = mkdtempSync(join(tmpdir(), 'rye-picture-'));
const project = join(folder, 'shop-api');
mkdirSync(project);
try {
  const env = { PATH: process.env['PATH'] ?? '', HOME: folder, RYE_HOME: folder, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: project, env });
  const run = await driveRun(project, SCOUT_RUN, scoutPlanBuild(), { startMs: STARTED });
  // The commit of the last event is in the picture.
  await run.writer.committed();
  const terminal = openTerminal(
    [
      process.execPath,
      `--import=${new URL('picture/moved-clock.js', import.meta.url).href}`,
      join(root, 'bin', 'rye.js'),
      'tui',
      SCOUT_RUN,
    ],
    { cwd: project, env: { ...env, RYE_PICTURE_NOW: new Date(STARTED + 372_000).toISOString() }, ...SIZE },
  );
  await terminal.waitFor('docs-fetch');
  for (const _step of [1, 2, 3, 4, 5]) terminal.press('j');
  await terminal.waitFor(
    (seen) => seen.text().includes(SHOWN_AT) && seen.screen().some((line) => /> .*planner/.test(line)),
  );
  const rows = Array.from({ length: SIZE.rows }, (_, row) => terminal.cells(row));
  writeFileSync(target, svgOfScreen(rows, 'The cockpit of rye: a tree of eight threads with their states and costs'));
  await terminal.close();
  await run.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}
