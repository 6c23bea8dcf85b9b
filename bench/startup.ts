import { spawn } from 'node:child_process';
import type { Bench, BenchOptions, Findings, Ratio } from './kit/bench.ts';
import { beginRun, draft, withStore } from './kit/bench-store.ts';
import { interleave } from './kit/interleave.ts';
import { ROOT } from './kit/places.ts';
import { summarize } from './kit/summary.ts';

/** Runs that `rye runs` lists, and events of each. */
const RUNS = 10;
const EVENTS = 200;

export const bench: Bench = {
  about: `a whole process, from its start to its end; \`rye runs\` lists ${RUNS} runs of ${EVENTS} events`,
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

const AIMS: Readonly<Record<string, string>> = { 'rye --version': '<= 1.5', 'rye runs': '<= 3' };

async function measure(root: string, { repetitions = 20, say }: BenchOptions): Promise<Findings> {
  const rye = `${ROOT}bin/rye.js`;
  const subjects = {
    'node -e 0': () => timeNode(['-e', '0'], root),
    'rye --version': () => timeNode([rye, '--version'], root),
    'rye runs': () => timeNode([rye, 'runs'], root),
  };
  // Once unmeasured, so that what is measured finds its files in memory and its code compiled.
  for (const subject of Object.values(subjects)) await subject();
  const measured = await interleave(subjects, repetitions, say);
  const rows = Object.entries(measured).map(([subject, values]) => ({ subject, unit: 'ms', value: summarize(values) }));
  const bare = summarize(measured['node -e 0']).median;
  const ratios = rows.slice(1).map(({ subject, value }): Ratio => {
    const aim = AIMS[subject];
    return { what: `${subject} ÷ node -e 0`, value: value.median / bare, ...(aim && { aim }) };
  });
  return { rows, ratios, notes: [] };
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
