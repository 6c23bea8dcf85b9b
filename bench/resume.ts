import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { foldRun } from '#protocol';
import { createGitStore } from '#store';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { beginRun, benchClock, withStore } from './kit/bench-store.ts';
import { interleave } from './kit/interleave.ts';
import { mixedEvents } from './kit/mixed-events.ts';
import { summarize } from './kit/summary.ts';

const EVENTS = 100_000;
const FLUSH = 64;
const RUN = 'bench-resume-of';

export const bench: Bench = {
  about: `to open a run of ${EVENTS.toLocaleString('en')} events and be ready to go on, beside parsing the same bytes`,
  needsPeers: false,
  run: (options) => withStore((_store, root) => measure(root, options)),
};

async function measure(root: string, { repetitions = 5, say }: BenchOptions): Promise<Findings> {
  const writer = await beginRun(createGitStore({ projectRoot: root, clock: benchClock }), RUN);
  const events = mixedEvents('root-1', 1);
  for (let done = 0; done < EVENTS; done += FLUSH)
    await writer.append(Array.from({ length: FLUSH }, () => events.next().value)).durable;
  await writer.close();
  const folder = join(root, '.ai', 'data', 'runs', RUN, 'events');
  let rss = 0;
  const measured = await interleave(
    {
      'read and JSON.parse': () => parse(folder),
      'open, ready to go on': async () => {
        const ms = await open(root);
        rss = Math.max(rss, process.memoryUsage().rss);
        return ms;
      },
    },
    repetitions,
    say,
  );
  const parsed = summarize(measured['read and JSON.parse'] ?? []);
  const opened = summarize(measured['open, ready to go on'] ?? []);
  return {
    rows: [
      { subject: 'read and JSON.parse', unit: 'ms', value: parsed },
      { subject: 'open, ready to go on', unit: 'ms', value: opened, more: { 'RSS MB': rss / 1e6 } },
    ],
    ratios: [{ what: 'open ÷ parse', value: opened.median / parsed.median, aim: '<= 2' }],
    notes: [
      'opening takes the lease, checks every checksum, compares the journal with its branch, and folds the events; its committer is ready',
    ],
  };
}

/** What any program would do with the lines. */
function parse(folder: string): number {
  const start = performance.now();
  let count = 0;
  for (const inner of readdirSync(folder).sort())
    for (const name of readdirSync(join(folder, inner)).sort())
      for (const line of readFileSync(join(folder, inner, name), 'utf8').split('\n'))
        if (line !== '') count += (JSON.parse(line) as { seq: number }).seq > 0 ? 1 : 0;
  if (count < EVENTS) throw new Error(`${count} events`);
  return performance.now() - start;
}

async function open(root: string): Promise<number> {
  const store = createGitStore({ projectRoot: root, clock: benchClock });
  const start = performance.now();
  const writer = await store.open(RUN);
  foldRun(writer.events);
  const ms = performance.now() - start;
  await writer.close();
  return ms;
}
