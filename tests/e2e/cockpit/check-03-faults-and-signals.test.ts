import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EARLIER, namedRepository, openCockpit } from '../../helpers/cockpit.ts';
import { oldNode } from '../../helpers/old-node.ts';
import { recordRun } from '../../helpers/runs/record-run.ts';
import { SCOUT_RUN, scoutPlanBuild } from '../../helpers/runs/scout-plan-build.ts';
import type { Terminal } from '../../helpers/terminal.ts';
import { lastOfEachPair, RESETS, stateOf } from '../../helpers/terminal-modes.ts';
import { until } from '../../helpers/until.ts';

function expectGivenBack(terminal: Terminal): void {
  expect(terminal.buffer()).toBe('normal');
  expect(terminal.cursor().visible).toBe(true);
  expect(terminal.screen()[0]).toBe(EARLIER);
  expect(terminal.text()).not.toContain('┌');
  expect(lastOfEachPair(terminal.raw())).toEqual(RESETS);
}

async function opened(env: Record<string, string> = {}, node?: string): Promise<Terminal> {
  const project = namedRepository();
  await recordRun(project, SCOUT_RUN, scoutPlanBuild());
  // A fault comes right after the first frame.
  const terminal = await openCockpit(project, [SCOUT_RUN], {
    env,
    waits: false,
    ...(node !== undefined && { node }),
  });
  await terminal.waitFor((seen) => seen.raw().includes('?1049h'));
  return terminal;
}

// Mouse reports are part of the same resets: tests/tui/terminal has them on in each of these ends.
describe('check 3: other ways out', () => {
  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('check 3: %s gives the terminal back, and 130', async (signal) => {
    const terminal = await opened();
    terminal.kill(signal);
    expect(await terminal.exited).toEqual({ code: 130, signal: 0 });
    expectGivenBack(terminal);
  });

  it.skipIf(!oldNode)('check 3: SIGTERM to a launcher that handed over reaches the cockpit', async () => {
    const terminal = await opened({}, oldNode);
    terminal.kill('SIGTERM');
    expect(await terminal.exited).toEqual({ code: 130, signal: 0 });
    expectGivenBack(terminal);
  });

  it('check 3: a terminal that is closed ends the cockpit', async () => {
    const terminal = await opened();
    await terminal.waitFor('scout-4');
    terminal.hangUp();
    await until(() => Promise.resolve(!existsSync(`/proc/${terminal.pid}/stat`) || stateOf(terminal.pid) === 'Z'));
  });

  it.each(['render', 'handler', 'uncaught', 'rejection'])(
    'check 3: an error of the kind %s gives the terminal back, and stands on the normal screen',
    async (fault) => {
      const terminal = await opened({ RYE_TUI_FAULT: fault });
      expect(await terminal.exited).toEqual({ code: 1, signal: 0 });
      expectGivenBack(terminal);
      expect(terminal.text()).toContain(`rye: a fault was asked for: ${fault}`);
    },
  );

  it('check 3: process.exit anywhere gives the terminal back, with its own code', async () => {
    const terminal = await opened({ RYE_TUI_FAULT: 'exit' });
    expect(await terminal.exited).toEqual({ code: 7, signal: 0 });
    expectGivenBack(terminal);
  });
});
