// Mastra's workflow engine with its LibSQL store: a peer of `rye/overhead.ts loop`. Prints one line of JSON.
// node bench/peers/mastra.js loop [--steps 1000]
//
// One step is run again and again until the count is reached; the engine stores a snapshot of the run as it goes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Mastra } from '@mastra/core';
import { createStep, createWorkflow } from '@mastra/core/workflows';
import { LibSQLStore } from '@mastra/libsql';
import { z } from 'zod';

const { values } = parseArgs({ allowPositionals: true, options: { steps: { type: 'string', default: '1000' } } });
const steps = Number(values.steps);
const state = z.object({ done: z.number() });

const look = createStep({
  id: 'look',
  inputSchema: state,
  outputSchema: state,
  execute: async ({ inputData }) => ({ done: inputData.done + 1 }),
});

async function run(count) {
  const folder = mkdtempSync(join(tmpdir(), 'rye-peer-'));
  try {
    const workflow = createWorkflow({ id: 'loop', inputSchema: state, outputSchema: state })
      .dountil(look, async ({ inputData }) => inputData.done >= count)
      .commit();
    const storage = new LibSQLStore({ id: 'bench', url: `file:${join(folder, 'mastra.db')}` });
    const mastra = new Mastra({ workflows: { loop: workflow }, storage, logger: false });
    const start = performance.now();
    const driven = await mastra.getWorkflow('loop').createRun();
    const { status } = await driven.start({ inputData: { done: 0 } });
    const ms = performance.now() - start;
    if (status !== 'success') throw new Error(`the workflow ended with ${status}`);
    return ms;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await run(Math.min(steps, 100));
const ms = await run(steps);
console.log(JSON.stringify({ ms, steps, msPerStep: ms / steps, rssMb: process.memoryUsage().rss / 1e6 }));
process.exit();
