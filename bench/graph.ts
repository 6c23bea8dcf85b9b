import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createToolbox } from '#tools';
import { graphText } from '../tests/helpers/graph-fixture.ts';
import { writeFiles } from '../tests/helpers/rye.ts';
import { measured } from '../tests/helpers/wide-project.ts';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { summarize } from './kit/summary.ts';

const ITEMS = 10_000;
const FEW = 1000;

export const bench: Bench = {
  about: `rye run: a graph that reads a file for each of ${ITEMS.toLocaleString('en')} items, and a bare loop over the same tool`,
  needsPeers: false,
  run: measure,
};

async function measure({ repetitions = 3, say }: BenchOptions): Promise<Findings> {
  const perItem: number[] = [];
  const bare: number[] = [];
  const peaks: number[] = [];
  const fewer: number[] = [];
  for (let round = 1; round <= repetitions; round += 1) {
    const few = await runItems(FEW);
    const many = await runItems(ITEMS);
    const loop = await bareLoop(ITEMS);
    // What a process takes to start and end is in both.
    perItem.push(((many.seconds - few.seconds) * 1000) / (ITEMS - FEW));
    bare.push((loop * 1000) / ITEMS);
    peaks.push(many.peakMb);
    fewer.push(few.peakMb);
    say(
      `${round}/${repetitions} ${many.seconds.toFixed(1)} s, ${many.peakMb.toFixed(0)} MB; bare ${loop.toFixed(2)} s`,
    );
  }
  const [graph, loop] = [summarize(perItem), summarize(bare)];
  return {
    rows: [
      { subject: 'an item of the graph: four events, each committed', unit: 'ms', value: graph },
      { subject: 'the same call in a bare loop: nothing is kept', unit: 'ms', value: loop },
      {
        subject: `most memory held with ${ITEMS.toLocaleString('en')} items (RSS)`,
        unit: 'MB',
        value: summarize(peaks),
      },
      { subject: `most memory held with ${FEW.toLocaleString('en')} items (RSS)`, unit: 'MB', value: summarize(fewer) },
    ],
    ratios: [
      { what: 'an item ÷ a bare call', value: graph.median / loop.median },
      { what: 'memory with ten times the items', value: summarize(peaks).median / summarize(fewer).median },
    ],
    notes: ['the items are read one after the other; every event is durable before what follows from it'],
  };
}

async function runItems(items: number): Promise<{ seconds: number; peakMb: number }> {
  const project = mkdtempSync(join(tmpdir(), 'rye-graph-'));
  try {
    execFileSync('git', ['init', '--quiet', project]);
    const nodes = {
      items: {
        type: 'foreach',
        over: '${inputs.items}',
        as: 'n',
        action: { item_id: 'rye/file-system/read', params: { path: 'notes.txt' } },
        next: 'end',
      },
      end: { type: 'return', output: { ok: true } },
    };
    writeFiles(project, {
      'notes.txt': 'one\ntwo\nthree\n',
      'inputs.json': JSON.stringify({ items: Array.from({ length: items }, (_, nth) => nth) }),
      '.ai/tools/flows/items.yaml': graphText({ start: 'items', nodes }, { limits: { duration_seconds: 3600 } }),
    });
    const args = ['run', 'flows/items', '--quiet', '--json', '--inputs', 'inputs.json', '--run-id', 'items'];
    const { code, stderr, seconds, peakMb = Number.NaN } = await measured(project, args);
    if (code !== 0) throw new Error(`the run ended with ${code}: ${stderr}`);
    return { seconds, peakMb };
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

/** The tool alone, in this process. @returns seconds */
async function bareLoop(items: number): Promise<number> {
  const projectRoot = mkdtempSync(join(tmpdir(), 'rye-bare-'));
  try {
    writeFileSync(join(projectRoot, 'notes.txt'), 'one\ntwo\nthree\n');
    const tool = await createToolbox({ spaces: { bundled: projectRoot }, env: {}, nodePath: process.execPath }).find(
      'rye/file-system/read',
    );
    if (!tool) throw new Error('there is no tool that reads');
    const start = performance.now();
    const context = { projectRoot, signal: new AbortController().signal } as Parameters<typeof tool.run>[1];
    for (let nth = 0; nth < items; nth += 1) {
      const outcome = await tool.run({ path: 'notes.txt' }, context);
      if (!outcome.ok) throw new Error(outcome.error.message);
    }
    return (performance.now() - start) / 1000;
  } finally {
    rmSync(projectRoot, { recursive: true, force: true });
  }
}
