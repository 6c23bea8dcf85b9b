// A run with 1,000 threads that this process drives. Says `ready`. A number on stdin: writes 500 events a second for so
// many seconds, then says `done`. `finish`: ends every thread and the run, then says `finished`. Ends with its stdin.
// node bench/rye/storm.ts PROJECT RUN
import { createInterface } from 'node:readline';
import { draftOf } from '../../tests/helpers/event-builder.ts';
import { driveRun } from '../../tests/helpers/runs/record-run.ts';
import { wideRun } from '../../tests/helpers/runs/wide-run.ts';

const THREADS = 1000;
const PER_SECOND = 500;
const TICK_MS = 20;

const [, , project = '', runId = ''] = process.argv;
const run = await driveRun(project, runId, wideRun({ runId, threads: THREADS, failEvery: 100 }));
await run.writer.committed();
console.log('ready');
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'finish') await finish();
  else await storm(Number(line));
  console.log(line === 'finish' ? 'finished' : 'done');
}
await run.close();

/** Model calls begin and end all over the tree, as many as are due by the clock. */
async function storm(seconds: number): Promise<void> {
  const start = performance.now();
  for (let sent = 0; sent < seconds * PER_SECOND; ) {
    const due = Math.min(seconds * PER_SECOND, ((performance.now() - start) / 1000) * PER_SECOND);
    for (; sent < due; sent += 2) await call(sent / 2);
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
}

async function call(nth: number): Promise<void> {
  const leaf = 2 + ((nth * 7) % (THREADS - 2));
  const thread = leaf % 50 === 1 ? 'lead-1' : `leaf-${leaf}`;
  const envelope = { thread, call_id: `m${nth}`, turn: 1 };
  await run.append(draftOf('model_call_started', {}, envelope), draftOf('model_call_completed', {}, envelope));
}

async function finish(): Promise<void> {
  const leads = Array.from({ length: Math.ceil((THREADS - 1) / 50) }, (_, nth) => `group-${nth}`);
  const ends = [...leads, 'lead-1'].map((thread) => draftOf('thread_completed', {}, { thread }));
  await run.append(...ends, draftOf('run_completed', {}, { thread: 'lead-1' }));
}
