import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diffRuns, runSide } from '#protocol';
import { createGitStore } from '#store';
import { runWide, writeWideProject } from '../tests/helpers/wide-project.ts';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { benchClock } from './kit/bench-store.ts';
import { interleave } from './kit/interleave.ts';
import { ROOT } from './kit/places.ts';
import { summarize } from './kit/summary.ts';

const LEAVES = 1000;
const [A, B] = ['bench-diff-a', 'bench-diff-b'];

export const bench: Bench = {
  about: `two runs of ${LEAVES.toLocaleString('en')} threads that did the same: rye diff, and git diff of their branches`,
  needsPeers: false,
  run: measure,
};

async function measure({ repetitions = 15, say }: BenchOptions): Promise<Findings> {
  const project = mkdtempSync(join(tmpdir(), 'rye-diff-'));
  try {
    execFileSync('git', ['init', '--quiet', project]);
    writeWideProject(project, { leaves: LEAVES, atOnce: 20 });
    for (const runId of [A, B]) {
      const run = await runWide(project, runId);
      if (run.code !== 0) throw new Error(`${runId} ended with ${run.code}: ${run.stderr}`);
    }
    return await compare(project, repetitions, say);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

async function compare(project: string, repetitions: number, say: BenchOptions['say']): Promise<Findings> {
  const data = join(project, '.ai', 'data');
  const subjects = {
    'git diff --name-status': () => timed('git', ['-C', data, 'diff', '--name-status', A, B]),
    'git diff, with what differs': () => timed('git', ['-C', data, 'diff', A, B]),
    'node -e 0': () => timed(process.execPath, ['-e', '0'], project),
    'rye diff': () => timed(process.execPath, [`${ROOT}bin/rye.js`, 'diff', A, B, '--json'], project),
    'in a process that is there: read, fold, compare': () => inProcess(project),
  };
  // Once unmeasured, so that what is measured finds its files in memory and its code compiled.
  for (const subject of Object.values(subjects)) await subject();
  const measured = await interleave(subjects, repetitions, say);
  const median = (name: keyof typeof subjects): number => summarize(measured[name]).median;
  const names = median('git diff --name-status');
  return {
    rows: Object.entries(measured).map(([subject, values]) => ({ subject, unit: 'ms', value: summarize(values) })),
    ratios: [
      { what: 'rye diff ÷ git diff --name-status', value: median('rye diff') / names, aim: '<= 3' },
      {
        what: 'read, fold, compare ÷ git diff --name-status',
        value: median('in a process that is there: read, fold, compare') / names,
      },
      {
        what: 'rye diff ÷ git diff, with what differs',
        value: median('rye diff') / median('git diff, with what differs'),
      },
    ],
    notes: [
      'git compares the hashes of some 2,400 files, and says that nearly all differ, for times and ids stand in them; rye reads both journals, 7 MB each, and says that the runs did the same',
    ],
  };
}

async function inProcess(project: string): Promise<number> {
  const start = performance.now();
  const store = createGitStore({ projectRoot: project, clock: benchClock });
  const [a, b] = [await store.read(A), await store.read(B)];
  if (!diffRuns(runSide(A, a), runSide(B, b)).identical) throw new Error('the runs differ');
  return performance.now() - start;
}

/** @returns ms from the start of a process to its end; what it prints is read to the end. */
function timed(command: string, args: readonly string[], cwd?: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'], ...(cwd !== undefined && { cwd }) });
    child.stdout.resume();
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(performance.now() - start);
      else reject(new Error(`${command} ${args.join(' ')} ended with ${code}`));
    });
  });
}
