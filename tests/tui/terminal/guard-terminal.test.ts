import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildProgram } from '../../helpers/build-program.ts';
import { testTerminal } from '../../helpers/rye-terminal.ts';
import { KEY, type Terminal } from '../../helpers/terminal.ts';
import { lastOfEachPair, RESETS, stateOf } from '../../helpers/terminal-modes.ts';
import { until } from '../../helpers/until.ts';

let script = '';
beforeAll(async () => {
  script = await buildProgram('terminal/screen.tsx');
});
afterAll(() => rm(script, { force: true }));

async function started(env: Record<string, string> = {}): Promise<Terminal> {
  const terminal = testTerminal([process.execPath, script], { cwd: process.cwd(), env });
  await terminal.waitFor('__READY__ 80x24');
  await terminal.waitFor((seen) => seen.mode(1004) && seen.mode(2004) && !seen.mode(25));
  expect(terminal.buffer()).toBe('alternate');
  expect([25, 2004, 1000, 1006, 1004].map((mode) => terminal.mode(mode))).toEqual([false, true, true, true, true]);
  return terminal;
}

/** Everything as before, and the resets last of all pairs. */
function expectGivenBack(terminal: Terminal): void {
  expect(terminal.buffer()).toBe('normal');
  expect(terminal.text()).toContain('earlier text');
  expect(terminal.text()).not.toContain('__READY__');
  expect(lastOfEachPair(terminal.raw())).toEqual(RESETS);
  expect(terminal.raw()).toContain(RESETS.join(''));
}

describe('a guarded terminal', () => {
  it('is given back when the program quits', async () => {
    const terminal = await started();
    terminal.press('q');
    expect(await terminal.exited).toEqual({ code: 0, signal: 0 });
    expectGivenBack(terminal);
    expect(terminal.screen().slice(0, 2)).toEqual(['earlier text', 'ended: quit']);
  });

  it.each([
    ['render', 1],
    ['handler', 1],
    ['uncaught', 1],
    ['rejection', 1],
    ['exit', 7],
  ])('is given back after a fault of the kind %s, with its text on the normal screen', async (fault, code) => {
    const terminal = await started({ RYE_TUI_FAULT: fault });
    expect(await terminal.exited).toEqual({ code, signal: 0 });
    expectGivenBack(terminal);
    if (fault !== 'exit') expect(terminal.text()).toContain(`ended: error a fault was asked for: ${fault}`);
  });

  it.each(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('is given back after %s', async (signal) => {
    const terminal = await started();
    terminal.kill(signal);
    expect(await terminal.exited).toEqual({ code: 130, signal: 0 });
    expectGivenBack(terminal);
  });

  it('is given back after a signal that nobody answers, and the program dies of it', async () => {
    const terminal = await started();
    terminal.kill('SIGQUIT');
    expect((await terminal.exited).signal).toBe(3);
    expectGivenBack(terminal);
  });

  it.each(['^z', 'SIGTSTP'])(
    'is the shell’s while %s has the program stopped, and its own again after SIGCONT',
    async (how) => {
      const terminal = await started();
      terminal.press('abc');
      await terminal.waitFor('typed:abc');
      const before = terminal.screen();
      const writes = terminal.writes.length;
      if (how === '^z') terminal.press(KEY.ctrl('z'));
      else terminal.kill('SIGTSTP');
      await until(() => Promise.resolve(stateOf(terminal.pid) === 'T'));
      await terminal.waitFor((seen) => seen.buffer() === 'normal' && !seen.mode(1004));
      expectGivenBack(terminal);
      expect(terminal.raw(writes)).toContain(RESETS.join(''));
      terminal.kill('SIGCONT');
      await terminal.waitFor((seen) => seen.buffer() === 'alternate' && seen.text() === before.join('\n'));
      expect([25, 2004, 1000, 1006, 1004].map((mode) => terminal.mode(mode))).toEqual([false, true, true, true, true]);
      terminal.press('d');
      await terminal.waitFor('typed:abcd');
      terminal.press('q');
      expect((await terminal.exited).code).toBe(0);
      expectGivenBack(terminal);
    },
  );

  it('draws anew when it goes on after a stop that it did not see coming', async () => {
    const terminal = await started();
    terminal.kill('SIGSTOP');
    await until(() => Promise.resolve(stateOf(terminal.pid) === 'T'));
    const writes = terminal.writes.length;
    terminal.kill('SIGCONT');
    await terminal.waitFor((seen) => seen.raw(writes).includes('__READY__') && seen.mode(1004));
    expect(terminal.buffer()).toBe('alternate');
  });

  it('hands a paste over as one text, and keys as keys', async () => {
    const terminal = await started();
    terminal.paste('q\u001b[A quit');
    await terminal.waitFor(/typed:<q.*quit>/);
  });

  it('keeps what others print for the normal screen', async () => {
    const terminal = await started();
    terminal.press('n', 'x');
    await terminal.waitFor('typed:x');
    expect(terminal.text()).not.toContain('printed beside');
    terminal.press('q');
    await terminal.exited;
    expect(terminal.text()).toContain('printed beside the screen');
  });
});
