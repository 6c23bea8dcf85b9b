import { join } from 'node:path';
import { collectGarbage } from '#store';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { beginRun, benchClock, withStore } from './kit/bench-store.ts';
import { folderBytes } from './kit/folder-bytes.ts';
import { mixedEvents } from './kit/mixed-events.ts';
import { summarize } from './kit/summary.ts';

const EVENTS = 20_000;
const FLUSH = 64;

export const bench: Bench = {
  about: `what ${EVENTS.toLocaleString('en')} events of a run take in git, beside the bytes of their journal`,
  needsPeers: false,
  run: (options) => withStore((_store, root) => measure(root, options)),
};

async function measure(root: string, { repetitions = 1, say }: BenchOptions): Promise<Findings> {
  const { createGitStore } = await import('#store');
  const rows: Record<'raw' | 'before' | 'after' | 'seconds', number[]> = {
    raw: [],
    before: [],
    after: [],
    seconds: [],
  };
  for (let round = 1; round <= repetitions; round += 1) {
    const runId = `bench-size-${round}-of`;
    const writer = await beginRun(createGitStore({ projectRoot: root, clock: benchClock }), runId);
    const events = mixedEvents('root-1', round);
    for (let done = 0; done < EVENTS; done += FLUSH)
      await writer.append(Array.from({ length: FLUSH }, () => events.next().value)).durable;
    await writer.close();
    const raw = folderBytes(join(root, '.ai', 'data', 'runs', runId, 'events'));
    const gitDir = join(root, '.git', 'rye', '%2F.git');
    const before = folderBytes(gitDir);
    const start = performance.now();
    await collectGarbage({ projectRoot: root, clock: benchClock });
    rows.seconds.push((performance.now() - start) / 1000);
    rows.raw.push(raw);
    rows.before.push(before);
    rows.after.push(folderBytes(gitDir));
    say(`${round}/${repetitions} ${raw} → ${before} → ${rows.after.at(-1)}`);
  }
  const raw = summarize(rows.raw.map((bytes) => bytes / 2 ** 20));
  const before = summarize(rows.before.map((bytes) => bytes / 2 ** 20));
  const after = summarize(rows.after.map((bytes) => bytes / 2 ** 20));
  return {
    rows: [
      { subject: 'journal', unit: 'MiB', value: raw },
      { subject: 'git, when the run has ended', unit: 'MiB', value: before },
      { subject: 'git, after rye gc', unit: 'MiB', value: after },
      { subject: 'rye gc itself', unit: 's', value: summarize(rows.seconds) },
    ],
    ratios: [
      { what: 'before rye gc ÷ journal', value: before.median / raw.median, aim: '<= 3' },
      { what: 'after rye gc ÷ journal', value: after.median / raw.median, aim: '<= 1.3' },
    ],
    notes: ['turns of an agent with prose of a few hundred words as results; each event is a commit'],
  };
}
