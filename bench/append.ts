// Events acknowledged and committed a second, beside a bare fdatasync loop in the same run.
// node bench/append.ts [--events 2000] [--json]
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { EventDraft, Store } from '#protocol';
import { createGitStore } from '#store';

const { values } = parseArgs({ options: { events: { type: 'string', default: '2000' }, json: { type: 'boolean' } } });
const count = Number(values.events);
const PRODUCERS = [1, 16, 64];
const clock = { now: () => Date.now(), sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)) };

const draft: EventDraft = { thread: 'root-1', type: 'message_injected', data: { text: 'x'.repeat(700), by: 'bench' } };
const started: EventDraft = {
  thread: 'root-1',
  type: 'run_started',
  data: {
    run_id: 'bench',
    item: 'bench',
    kind: 'directive',
    root: 'root-1',
    inputs: {},
    provider: 'offline',
    simulated: true,
    rye_version: '0.0.0',
  },
};

const root = mkdtempSync(join(tmpdir(), 'rye-bench-'));
try {
  const store = createGitStore({ projectRoot: root, clock });
  const rows = [];
  for (const producers of PRODUCERS) rows.push(await measure(store, producers));
  for (const row of rows) console.log(values.json ? JSON.stringify(row) : toText(row));
} finally {
  rmSync(root, { recursive: true, force: true });
}

interface Row {
  producers: number;
  bareUs: number;
  ackUs: number;
  acknowledgedPerS: number;
  committedPerS: number;
}

async function measure(store: Store, producers: number): Promise<Row> {
  const bareUs = bareLoop();
  const writer = await store.create(`bench-producers-${producers}`);
  await writer.append([started]).durable;
  await writer.committed();
  const start = performance.now();
  const produce = async (): Promise<void> => {
    for (let nth = 0; nth < count / producers; nth += 1) await writer.append([draft]).durable;
  };
  await Promise.all(Array.from({ length: producers }, produce));
  const acknowledgedMs = performance.now() - start;
  await writer.committed();
  const committedMs = performance.now() - start;
  await writer.close();
  return {
    producers,
    bareUs,
    ackUs: (acknowledgedMs / count) * 1000,
    acknowledgedPerS: (count / acknowledgedMs) * 1000,
    committedPerS: (count / committedMs) * 1000,
  };
}

function bareLoop(): number {
  const line = Buffer.from(`${JSON.stringify(draft)}\n`);
  const fd = openSync(join(root, 'bare'), 'w', 0o600);
  const start = performance.now();
  for (let nth = 0; nth < count; nth += 1) {
    writeSync(fd, line);
    fdatasyncSync(fd);
  }
  const us = ((performance.now() - start) / count) * 1000;
  closeSync(fd);
  return us;
}

function toText(row: Row): string {
  const rate = (perS: number): string => Math.round(perS).toLocaleString('en');
  return `${row.producers} producers: ${rate(row.acknowledgedPerS)} acknowledged/s (${row.ackUs.toFixed(0)} µs, bare loop ${row.bareUs.toFixed(0)} µs), ${rate(row.committedPerS)} committed/s`;
}
