import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openTerminal, type Sight } from '../tests/helpers/terminal.ts';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { beginRun, draft, withStore } from './kit/bench-store.ts';
import { interleave } from './kit/interleave.ts';
import { PEERS, ROOT } from './kit/places.ts';
import { summarize } from './kit/summary.ts';

/** Runs that `rye runs` lists, and events of each. */
const RUNS = 10;
const EVENTS = 200;

export const bench: Bench = {
  about: `processes from their start; ${RUNS} runs of ${EVENTS} events are there`,
  needsPeers: false,
  run: (options) =>
    withStore(async (store, root) => {
      for (let nth = 1; nth <= RUNS; nth += 1) {
        const writer = await beginRun(store, `bench-startup-${nth}-of`);
        await writer.append(Array.from({ length: EVENTS }, () => draft)).durable;
        await writer.append([{ thread: 'root-1', type: 'run_cancelled', data: { by: 'bench' } }]).durable;
        await writer.close();
      }
      return measure(root, options);
    }),
};

const AIMS = { 'rye --version': '<= 1.5', 'rye runs': '<= 3' } as const;
const RYE = `${ROOT}bin/rye.js`;

async function measure(root: string, { repetitions = 20, say }: BenchOptions): Promise<Findings> {
  const subjects = {
    'node -e 0': () => timeNode(['-e', '0'], root),
    'rye --version': () => timeNode([RYE, '--version'], root),
    'rye runs': () => timeNode([RYE, 'runs'], root),
    'Ink, hello world: first frame': () => timeFrame([`${PEERS}ink-hello.js`], root, 'hello'),
    'rye tui: first frame': () => timeFrame([RYE, 'tui'], root, FIRST_FRAME),
  };
  // Once unmeasured, so that what is measured finds its files in memory and its code compiled.
  for (const subject of Object.values(subjects)) await subject();
  const measured = await interleave(subjects, repetitions, say);
  const median = (name: keyof typeof subjects): number => summarize(measured[name]).median;
  const bare = median('node -e 0');
  const frames = median('rye tui: first frame') / median('Ink, hello world: first frame');
  return {
    rows: Object.entries(measured).map(([subject, values]) => ({ subject, unit: 'ms', value: summarize(values) })),
    ratios: [
      { what: 'rye --version ÷ node -e 0', value: median('rye --version') / bare, aim: AIMS['rye --version'] },
      { what: 'rye runs ÷ node -e 0', value: median('rye runs') / bare, aim: AIMS['rye runs'] },
      { what: 'first frame: rye tui ÷ Ink, hello world', value: frames, aim: '<= 1.5' },
    ],
    notes: ['a first frame is timed in a pseudo-terminal of 120×40, from the start of the process until it is seen'],
  };
}

/** The list of runs, with one of them in it. */
const FIRST_FRAME = /bench-startup-\d+-of/;

/** @returns ms from the start of the process until its terminal shows what is looked for. */
async function timeFrame(args: readonly string[], cwd: string, sight: Sight): Promise<number> {
  const { PATH = '' } = process.env;
  const env = { PATH, HOME: tmpdir(), RYE_HOME: join(tmpdir(), 'no-home'), LC_ALL: 'C.UTF-8', NODE_ENV: 'production' };
  const start = performance.now();
  const terminal = openTerminal([process.execPath, ...args], { cwd, env, columns: 120, rows: 40 });
  try {
    await terminal.waitFor(sight);
    return performance.now() - start;
  } finally {
    await terminal.close();
  }
}

/** @returns ms from the start of the process to its end. */
function timeNode(args: readonly string[], cwd: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(process.execPath, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed: Buffer[] = [];
    child.stdout.resume();
    child.stderr.on('data', (chunk: Buffer) => printed.push(chunk));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(performance.now() - start);
      else reject(new Error(`node ${args.join(' ')} ended with ${code}: ${Buffer.concat(printed).toString('utf8')}`));
    });
  });
}
