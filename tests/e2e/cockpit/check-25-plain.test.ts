import { describe, expect, it } from 'vitest';
import { askingTree, pushes } from '../../helpers/asking-tree.ts';
import { namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { frameText } from '../../helpers/frame-text.ts';
import { writePipeline } from '../../helpers/pipeline.ts';
import { recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import { rye, ryeJson } from '../../helpers/rye.ts';
import { ryeTerminal } from '../../helpers/rye-terminal.ts';
import { KEY, type Terminal } from '../../helpers/terminal.ts';

async function projectWithRun(): Promise<string> {
  const project = namedRepository();
  await recordRun(project, SCOUT_RUN, scoutPlanBuild());
  return project;
}

/** How cells differ beside their text: colours that are set. */
function colours(terminal: Terminal, rows: number): Set<string> {
  const found = new Set<string>();
  for (let row = 0; row < rows; row += 1)
    for (const { foreground, background } of terminal.cells(row))
      for (const colour of [foreground, background]) if (colour !== undefined) found.add(String(colour));
  return found;
}

describe('check 25: plain terminals', () => {
  it('check 25: NO_COLOR leaves no colour, and the states are words', async () => {
    const project = await projectWithRun();
    const coloured = await openCockpit(project, [SCOUT_RUN]);
    await coloured.waitFor('docs-fetch');
    expect(colours(coloured, 24).size).toBeGreaterThan(0);
    const plain = await openCockpit(project, [SCOUT_RUN], { env: { NO_COLOR: '1' } });
    await plain.waitFor(/! interrupted .*r resume/);
    await plain.waitFor('docs-fetch');
    expect([...colours(plain, 24)]).toEqual([]);
    for (const word of ['wait', 'done', 'FAIL']) expect(plain.text()).toMatch(new RegExp(`│.* ${word} `));
    // A colour is set by 30 to 48 or 90 to 107; bold, dim and inverse may stay.
    const styles = plain.raw().match(/\[[\d;]*m/g) ?? [];
    expect(styles.flatMap((style) => style.slice(1, -1).split(';')).filter((code) => isColour(Number(code)))).toEqual(
      [],
    );
  });

  it('check 25: --ascii writes no byte above 0x7e, in views, help, palette and form', async () => {
    const project = await projectWithRun();
    const terminal = await openCockpit(project, [SCOUT_RUN, '--ascii', '--offline'], { columns: 160, rows: 45 });
    await terminal.waitFor('docs-fetch');
    for (const [open, sight, close] of [
      ['?', '+ keys:', KEY.escape],
      [':', '+ command', KEY.escape],
      [KEY.ctrl('k'), 'kill?', KEY.escape],
      ['A', 'j/k move  J/K scroll', KEY.escape],
      ['T', '+ across all threads', KEY.escape],
      ['t', 'HISTORY', KEY.escape],
      ['3', '[3 Board]', '2'],
      ['4', '[4 Log]', '2'],
      ['6', '[6 Files]', '2'],
      ['1', '[1 Runs]', '2'],
    ] as const) {
      terminal.press(open);
      await terminal.waitFor(sight);
      expect(terminal.text(), open).not.toMatch(/[^\n\x20-\x7e]/);
      terminal.press(close);
      await terminal.waitFor((seen) => !seen.text().includes(sight));
    }
    await expect(frameText(terminal)).toMatchFileSnapshot('frames/check-25-ascii.txt');
    const above = Buffer.concat(terminal.writes.map(({ bytes }) => bytes)).filter((byte) => byte > 0x7e);
    expect(Buffer.from(above).toString()).toBe('');
  });

  it.each([
    ['--linear', ['--linear'], {}],
    ['ACCESSIBLE=1', [], { ACCESSIBLE: '1' }],
    ['INK_SCREEN_READER', [], { INK_SCREEN_READER: 'true' }],
    ['TERM=dumb', [], {}],
  ])(
    'check 25: %s only adds lines: no escape byte at all, and a run is chosen by its number',
    async (how, args, env) => {
      const project = await projectWithRun();
      const terminal = ryeTerminal(['tui', ...args], {
        cwd: project,
        env,
        columns: 120,
        ...(how === 'TERM=dumb' && { term: 'dumb' }),
      });
      await terminal.waitFor(`1: run ${SCOUT_RUN}, interrupted, $1.25, 8 threads`);
      terminal.press('1\r');
      await terminal.waitFor(`run ${SCOUT_RUN}: interrupted, $1.25 of $5.00, 8 threads, 1 failed`);
      terminal.press('threads\r');
      await terminal.waitFor('8: thread builder');
      terminal.press('quit\r');
      expect(await terminal.exited).toEqual({ code: 0, signal: 0 });
      expect(terminal.raw()).not.toContain('\u001b');
      expect(terminal.raw()).not.toContain('\b');
    },
  );

  it('check 25: in linear mode a run is started, paused, let go and cancelled by words and numbers', async () => {
    const project = namedRepository();
    writePipeline(project, { leaves: 2, steps: 20, delayMs: 500 });
    const terminal = ryeTerminal(['tui', '--linear', '--offline'], { cwd: project, columns: 120, rows: 40 });
    await terminal.waitFor('No runs yet');
    terminal.press('start fan\r');
    await terminal.waitFor(/2: yes/);
    terminal.press('2\r');
    await terminal.waitFor(/run fan-[a-z]{6}: (running|waiting)/);
    await terminal.waitFor(/leaf0 .*calls rye\/file-system\/read/);
    terminal.press('pause\r');
    await terminal.waitFor(/run fan-[a-z]{6}: paused/);
    terminal.press('unpause\r');
    await terminal.waitFor(/unpause done/);
    terminal.press('cancel leaf1\r');
    await terminal.waitFor(/question: cancel thread root\/leaf1\?/);
    terminal.press('2\r');
    await terminal.waitFor(/leaf1 cancelled/);
    terminal.press('cancel\r');
    await terminal.waitFor(/question: cancel run fan/);
    terminal.press('2\r');
    await terminal.waitFor(/run fan-[a-z]{6}: cancelled/);
    const runId = /run (fan-[a-z]{6}): cancelled/.exec(terminal.text())?.[1] ?? '';
    terminal.press('quit\r');
    expect((await terminal.exited).code).toBe(0);
    expect(terminal.text()).toContain(`rye tui ${runId}`);
    expect(terminal.raw()).not.toContain('\u001b');
    expect((await ryeJson(['status', runId], { cwd: project })).json.status).toBe('cancelled');
    expect((await rye(['log', runId, '--type', 'run_paused'], { cwd: project })).stdout).toContain('paused');
  });
});

it('check 25: in linear mode an approval is answered by typing 1', async () => {
  const project = askingTree([pushes('one')]);
  const terminal = ryeTerminal(['tui', '--linear', '--offline'], { cwd: project, columns: 120, rows: 40 });
  await terminal.waitFor('No runs yet');
  terminal.press('start lead\r');
  await terminal.waitFor(/2: yes/);
  terminal.press('2\r');
  await terminal.waitFor(/waits for you: lead-[a-z]{6} \/ planner \/ helper asks/);
  terminal.press('approvals\r');
  await terminal.waitFor('1: yes, once');
  terminal.press('1\r');
  await terminal.waitFor(/run lead-[a-z]{6}: completed/);
  terminal.press('quit\r');
  expect((await terminal.exited).code).toBe(0);
  expect(terminal.raw()).not.toContain('\u001b');
});

function isColour(code: number): boolean {
  return (code >= 30 && code <= 38) || (code >= 40 && code <= 48) || (code >= 90 && code <= 107);
}
