import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { driveRun, type LiveRun } from '../../tests/helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../tests/helpers/runs/scout-plan-build.ts';
import { openTerminal, type Terminal } from '../../tests/helpers/terminal.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const STARTED = Date.UTC(2026, 2, 4, 11, 36, 0);

/** A project that pictures are taken of. */
export interface ShownProject {
  folder: string;
  env: Record<string, string>;
  /** The run at work. */
  run: LiveRun;
  /** Runs rye in it to its end. Returns what it prints. */
  rye(...args: string[]): string;
  /** The cockpit in a terminal, at a time at which the run that it shows has been going on for six minutes. */
  cockpit(args: string[], size: { columns: number; rows: number }): Terminal;
}

/** Makes a project with a run of eight threads that is at work, hands it over, and takes it away. */
export async function withShownProject(use: (project: ShownProject) => Promise<void>): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'rye-picture-'));
  const folder = join(home, 'shop-api');
  mkdirSync(folder);
  const env = { PATH: process.env['PATH'] ?? '', HOME: home, RYE_HOME: home, LC_ALL: 'C.UTF-8', TZ: 'UTC' };
  try {
    execFileSync('git', ['init', '--quiet', '--initial-branch=main'], { cwd: folder, env });
    const run = await driveRun(folder, SCOUT_RUN, scoutPlanBuild(), { startMs: STARTED });
    // The commit of the last event is in the picture.
    await run.writer.committed();
    const bin = join(root, 'bin', 'rye.js');
    await use({
      folder,
      env,
      run,
      rye: (...args) => execFileSync(process.execPath, [bin, ...args], { cwd: folder, env, encoding: 'utf8' }),
      cockpit: (args, size) =>
        openTerminal(
          [process.execPath, `--import=${new URL('moved-clock.js', import.meta.url).href}`, bin, 'tui', ...args],
          { cwd: folder, env: { ...env, RYE_PICTURE_NOW: new Date(STARTED + 372_000).toISOString() }, ...size },
        ),
    });
    await run.close();
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
