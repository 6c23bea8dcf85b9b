import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { diffRuns, foldRun } from '#protocol';
import { createGitStore } from '#store';
import { cleanEnv } from '../tests/helpers/rye.ts';
import { runWide, writeWideProject } from '../tests/helpers/wide-project.ts';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { benchClock } from './kit/bench-store.ts';
import { interleave } from './kit/interleave.ts';
import { summarize } from './kit/summary.ts';

const LEAVES = 1000;
const RUNS = ['wide-one', 'wide-two'] as const;

export const bench: Bench = {
  about: `rye diff of two runs of ${LEAVES.toLocaleString('en')} threads, beside git diff --name-status of their trees`,
  needsPeers: false,
  run: measure,
};

async function measure({ repetitions = 7, say }: BenchOptions): Promise<Findings> {
  const project = mkdtempSync(join(tmpdir(), 'rye-diff-'));
  try {
    execFileSync('git', ['init', '--quiet', project]);
    writeWideProject(project, { leaves: LEAVES, atOnce: 20 });
    for (const run of RUNS) {
      const { code, stderr } = await runWide(project, run);
      if (code !== 0) throw new Error(`the run ended with ${code}: ${stderr}`);
    }
    const measured = await interleave(
      {
        'rye diff': () => timed('node', [join(import.meta.dirname, '..', 'bin', 'rye.js'), 'diff', ...RUNS], project),
        'git diff --name-status': () =>
          timed('git', ['-C', join(project, '.ai', 'data'), 'diff', '--name-status', ...RUNS, '--'], project),
        'node -e 0': () => timed('node', ['-e', '0'], project),
        'read, fold and compare': () => inProcess(project),
      },
      repetitions,
      say,
    );
    const [rye, git, node, inside] = Object.values(measured).map(summarize);
    if (!rye || !git || !node || !inside) throw new Error('nothing was measured');
    return {
      rows: Object.entries(measured).map(([subject, times]) => ({ subject, unit: 'ms', value: summarize(times) })),
      ratios: [
        { what: 'rye diff ÷ git diff --name-status', value: rye.median / git.median, aim: '<= 3' },
        { what: 'without the start of Node', value: (rye.median - node.median) / git.median },
      ],
      notes: [
        'git names the files that differ; rye reads both logs, folds them, and compares what each thread did and gave back',
      ],
    };
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

function timed(program: string, args: string[], cwd: string): number {
  const start = performance.now();
  execFileSync(program === 'node' ? process.execPath : program, args, {
    cwd,
    env: cleanEnv(),
    stdio: ['ignore', 'pipe', 'inherit'],
    maxBuffer: 1 << 30,
  });
  return performance.now() - start;
}

async function inProcess(projectRoot: string): Promise<number> {
  const store = createGitStore({ projectRoot, clock: benchClock });
  const start = performance.now();
  const sides = await Promise.all(
    RUNS.map(async (runId) => {
      const events = await store.read(runId);
      return { runId, events, state: foldRun(events) };
    }),
  );
  const [a, b] = sides;
  if (!a || !b || !diffRuns(a, b).identical) throw new Error('the runs differ');
  return performance.now() - start;
}
