import { execFileSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { recordRun, type Timed } from '../tests/helpers/runs/record-run.ts';
import { RunScript } from '../tests/helpers/runs/run-script.ts';
import { openTerminal, type Terminal } from '../tests/helpers/terminal.ts';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { ROOT } from './kit/places.ts';
import { summarize } from './kit/summary.ts';

const SIZES = [10_000, 100_000] as const;
const THREADS = 200;
const RUN = 'long-run';

/** Keys of time travel, and what each does. */
const STEPS = { '[': 'an event back', ']': 'an event forth', '{': 'a turn back' } as const;
type Key = keyof typeof STEPS;
const KEYS: readonly Key[] = ['[', ']', '{'];

export const bench: Bench = {
  about: `time travel in runs of ${SIZES.map((size) => size.toLocaleString('en')).join(' and ')} events, 160×45: from a key to the frame that shows the event`,
  needsPeers: false,
  run: measure,
};

async function measure({ repetitions = 10, say }: BenchOptions): Promise<Findings> {
  const rows: Findings['rows'] = [];
  for (const size of SIZES) {
    const found = await measureRun(size, repetitions);
    const events = `${size.toLocaleString('en')} events`;
    for (const key of KEYS)
      rows.push({ subject: `${events}: ${STEPS[key]}`, unit: 'ms', value: summarize(found[key]) });
    say(`${events}: ${summarize(found['[']).median.toFixed(0)} ms an event back`);
  }
  const medianOf = (size: number): number =>
    rows.find(({ subject }) => subject === `${size.toLocaleString('en')} events: ${STEPS['[']}`)?.value.median ??
    Number.NaN;
  return {
    rows,
    ratios: [{ what: 'an event back in 10,000 ÷ 100 ms', value: medianOf(SIZES[0]) / 100, aim: '<= 1' }],
    notes: ['back is a fold from the first event, beyond 20,000 events in slices between which keys have their turn'],
  };
}

async function measureRun(size: number, repetitions: number): Promise<Record<Key, number[]>> {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'rye-bench-')));
  try {
    execFileSync('git', ['init', '--quiet', project]);
    await recordRun(project, RUN, longRun(size));
    const terminal = open(project);
    try {
      await terminal.waitFor(isRead, { timeoutMs: 120_000 });
      await pressed(terminal, 't');
      const found: Record<Key, number[]> = { '[': [], ']': [], '{': [] };
      for (let times = 0; times < repetitions; times += 1)
        for (const key of ['[', '[', ']', '{'] as const) found[key].push(await pressed(terminal, key));
      return found;
    } finally {
      await terminal.close();
    }
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** All threads are there, and the header says how the run stands. */
function isRead(terminal: Terminal): boolean {
  return terminal.text().includes(`Threads ${THREADS + 1}/`) && (terminal.screen()[0] ?? '').includes('interrupted');
}

/** Presses a key and waits for another event to be shown, whole. @returns ms */
async function pressed(terminal: Terminal, key: string): Promise<number> {
  const shown = (): string => /HISTORY \d+/.exec(terminal.screen()[0] ?? '')?.[0] ?? '';
  const [before, began] = [shown(), performance.now()];
  terminal.press(key);
  await terminal.waitFor(() => shown() !== before && !(terminal.screen()[0] ?? '').includes('folding'));
  return performance.now() - began;
}

/** Two hundred threads that take turns, each with a call of a tool. */
function longRun(size: number): Timed[] {
  const script = new RunScript();
  script.begin('lead-1', { directive: 'sweep', limits: { spend: 5000 } }, { run_id: RUN, commit: 'group' });
  for (let nth = 0; nth < THREADS; nth += 1) script.spawn('lead-1', `leaf-${nth}`, { directive: 'leaf' });
  for (let nth = 0; script.timed.length < size; nth += 1) {
    const calls = [{ tool: 'rye/file-system/read', input: { path: 'README.md' }, result: { lines: 40 } }];
    script.at(nth / 10).turn(`leaf-${nth % THREADS}`, 'claude-haiku-4-5', { text: 'Read on.', calls, cost: 0.001 });
  }
  return script.timed.slice(0, size);
}

function open(cwd: string): Terminal {
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: tmpdir(), RYE_HOME: join(tmpdir(), 'no-home'), LC_ALL: 'C.UTF-8', NODE_ENV: 'production' };
  return openTerminal([process.execPath, `${ROOT}bin/rye.js`, 'tui', RUN], { cwd, env, columns: 160, rows: 45 });
}
