import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { KEY, openTerminal, type Terminal } from '../tests/helpers/terminal.ts';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { PEERS, ROOT } from './kit/places.ts';
import { processMs } from './kit/process-ms.ts';
import { quantile, summarize } from './kit/summary.ts';

const SIZE = { columns: 160, rows: 45 };
const STORM_SECONDS = 5;
const IDLE_SECONDS = 10;
const RUN = 'wide-run';

export const bench: Bench = {
  about: `1,000 threads, 500 events a second for ${STORM_SECONDS} s, 160×45: the cockpit, and a list in Ink alone`,
  needsPeers: false,
  run: measure,
};

/** What one round found. */
interface Round {
  cpuPercent: number;
  keyMs: number[];
  idlePercent: number;
  idleWrites: number;
}

async function measure({ repetitions = 3, say }: BenchOptions): Promise<Findings> {
  const rounds: { rye: Round[]; list: Round[] } = { rye: [], list: [] };
  for (let nth = 1; nth <= repetitions; nth += 1) {
    rounds.rye.push(await withProject(measureCockpit));
    rounds.list.push(await measureList());
    say(`${nth}/${repetitions}: ${rounds.rye.at(-1)?.cpuPercent.toFixed(1)} % of a core`);
  }
  const keys = (of: Round[]): number[] => of.flatMap(({ keyMs }) => keyMs).toSorted((a, b) => a - b);
  const rowsOf = (name: string, of: Round[]) => [
    { subject: `${name}: at work`, unit: '% of a core', value: summarize(of.map(({ cpuPercent }) => cpuPercent)) },
    {
      subject: `${name}: key to frame`,
      unit: 'ms',
      value: summarize(keys(of)),
      more: { 'p50 ms': quantile(keys(of), 0.5), 'p95 ms': quantile(keys(of), 0.95) },
    },
    {
      subject: `${name}: idle`,
      unit: '% of a core',
      value: summarize(of.map(({ idlePercent }) => idlePercent)),
      more: { writes: Math.max(...of.map(({ idleWrites }) => idleWrites)) },
    },
  ];
  const cpu = summarize(rounds.rye.map(({ cpuPercent }) => cpuPercent)).median;
  const idle = summarize(rounds.rye.map(({ idlePercent }) => idlePercent)).median;
  return {
    rows: [...rowsOf('rye tui', rounds.rye), ...rowsOf('Ink list', rounds.list)],
    ratios: [
      { what: 'rye tui at work ÷ a core', value: cpu / 100, aim: '<= 0.2' },
      { what: 'key to frame, p95 ÷ 50 ms', value: quantile(keys(rounds.rye), 0.95) / 50, aim: '<= 1' },
      { what: 'rye tui idle ÷ a core', value: idle / 100, aim: '<= 0.01' },
      { what: 'rye tui ÷ Ink list', value: cpu / summarize(rounds.list.map(({ cpuPercent }) => cpuPercent)).median },
    ],
    notes: [
      'the events are written by another process through the store; the list is changed as often from within',
      `key to frame is measured while events come: from the key to the write in which the emulator shows its effect`,
      `idle is looked at for ${IDLE_SECONDS} s after them, with no thread at work; writes are the most that a round made meanwhile`,
    ],
  };
}

async function withProject<T>(work: (project: string) => Promise<T>): Promise<T> {
  const project = realpathSync(mkdtempSync(join(tmpdir(), 'rye-bench-')));
  try {
    execFileSync('git', ['init', '--quiet', project]);
    return await work(project);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

async function measureCockpit(project: string): Promise<Round> {
  const driver = startDriver(project);
  await driver.says('ready');
  const terminal = open([`${ROOT}bin/rye.js`, 'tui', RUN], project);
  try {
    await terminal.waitFor(/Threads 1000\/1000/);
    const selected = (): string => /^│ ?>.*?(sweep|group-\d+|leaf-\d+)/m.exec(terminal.text())?.[1] ?? '';
    const stormed = driver.storm(STORM_SECONDS);
    return await watch(terminal, selected, { stormed, calm: () => driver.finish() });
  } finally {
    await terminal.close();
    await driver.end();
  }
}

async function measureList(): Promise<Round> {
  const terminal = open([`${PEERS}ink-list.js`, String(STORM_SECONDS)], tmpdir());
  try {
    await terminal.waitFor('row 0 selected');
    const selected = (): string => /row \d+ selected/.exec(terminal.screen()[0] ?? '')?.[0] ?? '';
    terminal.press('b');
    const stormed = new Promise<void>((resolve) => setTimeout(resolve, STORM_SECONDS * 1000));
    return await watch(terminal, selected, { stormed, calm: () => Promise.resolve() });
  } finally {
    await terminal.close();
  }
}

/** What happens in the list. */
interface Events {
  /** Resolves when the storm is over. */
  stormed: Promise<void>;
  /** Ends what is at work still. */
  calm(): Promise<void>;
}

/** Presses keys as long as events come, and looks at the process then and afterwards. */
async function watch(terminal: Terminal, selected: () => string, events: Events): Promise<Round> {
  let isOver = false;
  const over = events.stormed.then(() => {
    isOver = true;
  });
  const [cpuBefore, start] = [processMs(terminal.pid), performance.now()];
  const keyMs: number[] = [];
  for (let nth = 0; !isOver; nth += 1) {
    const before = selected();
    const pressed = performance.now();
    terminal.press(KEY.down);
    await terminal.waitFor(() => selected() !== before);
    keyMs.push(performance.now() - pressed);
    // Not in step with the frames.
    await pause(90 + ((nth * 37) % 50));
  }
  await over;
  const cpuPercent = ((processMs(terminal.pid) - cpuBefore) / (performance.now() - start)) * 100;
  await events.calm();
  await pause(2000);
  const [idleBefore, writesBefore] = [processMs(terminal.pid), terminal.writes.length];
  await pause(IDLE_SECONDS * 1000);
  const idlePercent = ((processMs(terminal.pid) - idleBefore) / (IDLE_SECONDS * 1000)) * 100;
  return { cpuPercent, keyMs, idlePercent, idleWrites: terminal.writes.length - writesBefore };
}

function open(args: readonly string[], cwd: string): Terminal {
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: tmpdir(), RYE_HOME: join(tmpdir(), 'no-home'), LC_ALL: 'C.UTF-8', NODE_ENV: 'production' };
  return openTerminal([process.execPath, ...args], { cwd, env, ...SIZE });
}

interface Driver {
  says(word: string): Promise<void>;
  storm(seconds: number): Promise<void>;
  /** Ends the run. */
  finish(): Promise<void>;
  end(): Promise<void>;
}

function startDriver(project: string): Driver {
  const args = [`${ROOT}bench/rye/storm.ts`, project, RUN];
  const child: ChildProcessByStdio<Writable, Readable, null> = spawn(process.execPath, args, {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const says = async (word: string): Promise<void> => {
    const { value } = await lines.next();
    if (value !== word) throw new Error(`the driver said ${value}, and not ${word}`);
  };
  return {
    says,
    storm: async (seconds) => {
      child.stdin.write(`${seconds}\n`);
      await says('done');
    },
    finish: async () => {
      child.stdin.write('finish\n');
      await says('finished');
    },
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
