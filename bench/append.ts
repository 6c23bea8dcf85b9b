import { closeSync, fdatasyncSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '#protocol';
import type { Bench, BenchOptions, Findings } from './kit/bench.ts';
import { beginRun, draft, withStore } from './kit/bench-store.ts';
import { interleave } from './kit/interleave.ts';
import { quantile, summarize } from './kit/summary.ts';

const EVENTS = 2000;
const PRODUCERS = [1, 16, 500];

export const bench: Bench = {
  about: `${EVENTS} events of a line of 900 bytes, acknowledged when durable, while they are committed`,
  needsPeers: false,
  run: (options) => withStore((store, root) => measure(store, root, options)),
};

async function measure(store: Store, root: string, { repetitions = 7, say }: BenchOptions): Promise<Findings> {
  const latencies = new Map<number, number[]>();
  let nth = 0;
  const subjects: Record<string, () => Promise<number> | number> = { bare: () => bareLoop(root) };
  for (const producers of PRODUCERS) {
    subjects[`rye, ${producers} at once`] = () => {
      nth += 1;
      return append(store, `bench-${nth}-of`, producers, latencies);
    };
  }
  const measured = await interleave(subjects, repetitions, say);
  const bareUs = summarize(measured['bare'] ?? []);
  const rows = PRODUCERS.map((producers) => {
    const sorted = (latencies.get(producers) ?? []).toSorted((a, b) => a - b);
    return {
      subject: `rye, ${producers} at once`,
      unit: 'µs an event',
      value: summarize(measured[`rye, ${producers} at once`] ?? []),
      more: { 'p50 ms': quantile(sorted, 0.5), 'p99 ms': quantile(sorted, 0.99) },
    };
  });
  return {
    rows: [{ subject: 'a bare loop of write and fdatasync', unit: 'µs an event', value: bareUs }, ...rows],
    ratios: rows.map(({ subject, value }) => ({
      what: `${subject} ÷ bare loop`,
      value: value.median / bareUs.median,
      aim: '<= 1.3',
    })),
    notes: [
      'the bare loop has one producer, checks nothing and makes no commit; p50 and p99 are what one append waits',
    ],
  };
}

/** @returns µs an event, until the last one is acknowledged; the commits that are then still to come are waited for. */
async function append(
  store: Store,
  runId: string,
  producers: number,
  latencies: Map<number, number[]>,
): Promise<number> {
  const writer = await beginRun(store, runId);
  const waited: number[] = [];
  const produce = async (): Promise<void> => {
    for (let nth = 0; nth < EVENTS / producers; nth += 1) {
      const before = performance.now();
      await writer.append([draft]).durable;
      waited.push(performance.now() - before);
    }
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: producers }, produce));
  const us = ((performance.now() - start) / EVENTS) * 1000;
  await writer.close();
  latencies.set(producers, [...(latencies.get(producers) ?? []), ...waited]);
  return us;
}

function bareLoop(root: string): number {
  const line = Buffer.from(`${JSON.stringify({ v: 1, seq: 1000, at: new Date().toISOString(), ...draft })}\n`);
  const file = join(root, 'bare');
  const fd = openSync(file, 'a', 0o600);
  const start = performance.now();
  for (let nth = 0; nth < EVENTS; nth += 1) {
    writeSync(fd, line);
    fdatasyncSync(fd);
  }
  const us = ((performance.now() - start) / EVENTS) * 1000;
  closeSync(fd);
  rmSync(file);
  return us;
}
