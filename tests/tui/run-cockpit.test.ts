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

  it('shows in every update after a change of size a whole frame of the new one', async () => {
    const cockpit = open(160, 45);
    const run = eightThreads();
    await until(async () => (await cockpit.screen()) === screenOf(modelOf({ run, columns: 160, rows: 45 })));
    for (const [columns, rows] of SIZES) {
      const before = cockpit.frames.length;
      cockpit.resize(columns, rows);
      await until(async () => cockpit.frames.length > before && (await cockpit.screen()) !== '');
      const frames = new Set(cockpit.frames.slice(before));
      const detail = { tab: 'output', follow: true, top: 0 } as const;
      const model = modelOf({ run, columns, rows });
      expect([...frames]).toEqual([screenOf({ ...model, ...(model.run && { run: { ...model.run, detail } }) })]);
    }
    cockpit.type('qq');
    await cockpit.ended;
  });

  it('writes little where little has changed, and nothing where nothing has', async () => {
    const cockpit = open(160, 45);
    const feed = eightThreads();
    await until(async () => (await cockpit.screen()) === screenOf(modelOf({ run: feed, columns: 160, rows: 45 })));
    const before = cockpit.raw().length;
    cockpit.actions.run.publish({ ...feed });
    await cockpit.screen();
    expect(cockpit.raw().length).toBe(before);
    cockpit.type('j');
    await until(async () => cockpit.raw().length > before && (await cockpit.screen()).includes('scout-1 › output'));
    const bytes = cockpit.raw().slice(before);
    expect(bytes.length).toBeLessThan(8_000);
    expect(bytes).not.toContain('\u001b[J');
    cockpit.type('qq');
    await cockpit.ended;
  });
});

const SIZES: readonly [columns: number, rows: number][] = [
  [100, 30],
  [59, 14],
  [30, 8],
  [160, 45],
  [80, 24],
  [120, 40],
];
