import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EventDraft, RunWriter, Store } from '#protocol';
import { createGitStore } from '#store';

/** The machine's. */
export const benchClock = {
  now: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms)),
};

/** An event of the size that most have: a line of about 900 bytes. */
export const draft: EventDraft = {
  thread: 'root-1',
  type: 'message_injected',
  data: { text: 'x'.repeat(750), by: 'bench' },
};

/** Works with a store in an empty project, which is gone afterwards. @param work Gets the project's folder too. */
export async function withStore<T>(work: (store: Store, root: string) => Promise<T>): Promise<T> {
  const root = mkdtempSync(join(tmpdir(), 'rye-bench-'));
  try {
    // As most projects are.
    execFileSync('git', ['init', '--quiet', root]);
    return await work(createGitStore({ projectRoot: root, clock: benchClock }), root);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** A run with its first event committed, so that what comes next is only what comes again and again. */
export async function beginRun(store: Store, runId: string): Promise<RunWriter> {
  const writer = await store.create(runId);
  const data = {
    run_id: runId,
    item: 'bench',
    kind: 'directive',
    root: 'root-1',
    inputs: {},
    provider: 'bench',
    simulated: true,
    rye_version: '0.0.0',
  } as const;
  const thread = {
    place: 'root',
    directive: 'bench',
    definition: '0'.repeat(64),
    inputs: {},
    model: 'bench',
    limits: {},
    capabilities: [],
    outputs: [],
    depth: 0,
  };
  await writer.append([
    { thread: 'root-1', type: 'run_started', data },
    { thread: 'root-1', type: 'thread_created', data: thread },
  ]).durable;
  await writer.committed();
  return writer;
}
