import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunDocument } from '#protocol';
import { cleanEnv } from '../tests/helpers/rye.ts';
import { writeSixtyThreads } from '../tests/helpers/sixty-threads.ts';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { summarize } from './kit/summary.ts';

const ITEM = 'run_lead_pipeline';
const LEAF = '.ai/directives/leads/score_lead.md';
const RYE = join(import.meta.dirname, '..', 'bin', 'rye.js');

export const bench: Bench = {
  about:
    'rye run --since on the lead pipeline with 60 threads, one leaf directive of which was edited, beside a full run',
  needsPeers: false,
  run: measure,
};

interface Ran {
  seconds: number;
  document?: RunDocument;
}

async function measure({ repetitions = 3, say }: BenchOptions): Promise<Findings> {
  const subjects: Record<string, Ran[]> = {};
  for (let round = 1; round <= repetitions; round += 1) {
    const project = mkdtempSync(join(tmpdir(), 'rye-since-'));
    try {
      execFileSync('git', ['init', '--quiet', project]);
      rye(project, ['init', '--template', 'pipeline', '--force']);
      writeSixtyThreads(project);
      run(project, ['--run-id', 'base']);
      const note = (name: string, ran: Ran): void => {
        subjects[name] = [...(subjects[name] ?? []), ran];
      };
      note('since, nothing edited', run(project, ['--since', 'base', '--run-id', 'same']));
      const leaf = join(project, LEAF);
      writeFileSync(leaf, readFileSync(leaf, 'utf8').replace('Scores one lead.', 'Scores one lead with care.'));
      note('plan', rye(project, ['plan', ITEM, '--offline', '--since', 'base']));
      note('since, one leaf edited', run(project, ['--since', 'base', '--run-id', 'part']));
      note('full run', run(project, ['--run-id', 'full']));
      const [part, full] = [subjects['since, one leaf edited']?.at(-1), subjects['full run']?.at(-1)];
      if (JSON.stringify(part?.document?.outputs) !== JSON.stringify(full?.document?.outputs))
        throw new Error('the results differ');
      say(`${round}/${repetitions} ${full?.seconds.toFixed(1)} s in full, ${part?.seconds.toFixed(1)} s since`);
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  }
  const rows = Object.entries(subjects).map(([subject, runs]) => ({
    subject,
    unit: 's',
    value: summarize(runs.map(({ seconds }) => seconds)),
    ...(runs[0]?.document && { more: numbersOf(runs[0].document) }),
  }));
  const median = (name: string): number => summarize((subjects[name] ?? []).map(({ seconds }) => seconds)).median;
  const usd = (name: string): number => subjects[name]?.[0]?.document?.cost.usd ?? Number.NaN;
  return {
    rows,
    ratios: [
      { what: 'cost with one leaf edited ÷ full run', value: usd('since, one leaf edited') / usd('full run') },
      { what: 'time with one leaf edited ÷ full run', value: median('since, one leaf edited') / median('full run') },
    ],
    notes: [
      'simulated: the offline model answers at once, so that time is rye’s own and its tools’; a real model’s answers take seconds each',
    ],
  };
}

function numbersOf({ threads, cost }: RunDocument): Record<string, number> {
  return {
    threads: threads.length,
    'threads that asked': threads.filter((thread) => thread.cost.model_calls > 0).length,
    'model calls': cost.model_calls,
    'USD (simulated)': cost.usd,
  };
}

function run(project: string, args: string[]): Ran {
  return rye(project, ['run', ITEM, '--offline', '--quiet', '--json', ...args]);
}

function rye(project: string, args: string[]): Ran {
  const start = performance.now();
  const out = execFileSync(process.execPath, [RYE, ...args], {
    cwd: project,
    env: cleanEnv(),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const seconds = (performance.now() - start) / 1000;
  return { seconds, ...(args.includes('--json') && { document: JSON.parse(out) as RunDocument }) };
}
