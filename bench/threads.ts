import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runWide, writeWideProject } from '../tests/helpers/wide-project.ts';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { summarize } from './kit/summary.ts';

const LEAVES = 1000;
const AT_ONCE = 20;
const AIM_MB = 300;

export const bench: Bench = {
  about: `rye run, offline: ${LEAVES.toLocaleString('en')} threads below one, ${AT_ONCE} at once, the rest queued`,
  needsPeers: false,
  run: measure,
};

async function measure({ repetitions = 5, say }: BenchOptions): Promise<Findings> {
  const seconds: number[] = [];
  const peaks: number[] = [];
  for (let round = 1; round <= repetitions; round += 1) {
    const project = mkdtempSync(join(tmpdir(), 'rye-threads-'));
    try {
      execFileSync('git', ['init', '--quiet', project]);
      writeWideProject(project, { leaves: LEAVES, atOnce: AT_ONCE });
      const run = await runWide(project, 'wide-run');
      if (run.code !== 0) throw new Error(`the run ended with ${run.code}: ${run.stderr}`);
      seconds.push(run.seconds);
      peaks.push(run.peakMb ?? Number.NaN);
      say(`${round}/${repetitions} ${run.seconds.toFixed(1)} s, ${run.peakMb?.toFixed(0)} MB`);
    } finally {
      rmSync(project, { recursive: true, force: true });
    }
  }
  const peak = summarize(peaks);
  return {
    rows: [
      { subject: 'from the start of the process to its end', unit: 's', value: summarize(seconds) },
      { subject: 'most memory held (RSS)', unit: 'MB', value: peak },
    ],
    ratios: [{ what: `most memory held ÷ ${AIM_MB} MB`, value: peak.median / AIM_MB, aim: '<= 1' }],
    notes: ['each leaf asks twice, reads a file and returns: some fourteen events, each a commit'],
  };
}
