import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { runCockpit } from '#tui';
import { until } from '../helpers/until.ts';
import { eightThreads, NOW_MS } from './eight-threads.ts';
import { fakeActions } from './fake-actions.ts';
import { createInkTerminal } from './ink-terminal.ts';
import { afterKeys, modelOf, screenOf } from './model-builder.ts';

/** A cockpit in a terminal of a size. */
function open(columns = 80, rows = 24, ascii = false) {
  const terminal = createInkTerminal(columns, rows);
  const actions = fakeActions(eightThreads());
  const interrupt = new AbortController();
  const ended = runCockpit({
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    stderr: new PassThrough() as unknown as NodeJS.WriteStream,
    env: {},
    clock: {
      now: () => NOW_MS,
      sleep: (_ms, signal) => new Promise((resolve) => signal?.addEventListener('abort', () => resolve())),
    },
    projectName: 'shop-api',
    runId: 'r-7f3a',
    ascii,
    colour: false,
    linear: false,
    actions,
    interrupt: interrupt.signal,
  });
  return { ...terminal, actions, ended, interrupt };
}

describe('the cockpit in a terminal', () => {
  it('shows the frame of its model on the alternate screen, and leaves it on q', async () => {
    const cockpit = open();
    const model = modelOf({ run: eightThreads() });
    await until(async () => (await cockpit.screen()) === screenOf(model));
    expect(cockpit.terminal.buffer.active.type).toBe('alternate');
    cockpit.type('Gk');
    await until(async () => (await cockpit.screen()) === screenOf(afterKeys(model, 'G', 'k')));
    cockpit.type('qq');
    expect(await cockpit.ended).toMatchObject({ reason: 'quit', runId: 'r-7f3a' });
    expect(cockpit.terminal.buffer.active.type).toBe('normal');
  });
});
