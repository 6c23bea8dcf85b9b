import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { Event, RunDocument } from '#protocol';
import { writePipeline } from './pipeline.ts';
import { git, rye, ryeJson, tempFolder, tempRepository } from './rye.ts';

const LEAVES = 3;

/** Where the process kills itself, and at which passing: spread over the life of a run. */
export const MOMENTS = [
  'lease-take-after:1',
  'journal-write-before:1',
  'journal-sync-before:2',
  'journal-sync-after:3',
  'journal-ack-before:5',
  'journal-ack-after:9',
  'pack-write-before:1',
  'ref-move-before:2',
  'ref-move-after:3',
  'model-request-sent:2',
  'model-reply-received:3',
  'model-reply-recorded:4',
  'child-spawned:1',
  'child-spawned:3',
  'tool-started:2',
  'tool-started:5',
  'tool-finished:4',
  'tool-finished:6',
  'file-write-before:1',
  'file-write-after:4',
];

/** A project with the small pipeline, and a ledger outside of it. */
export function pipelineProject(): { project: string; ledger: string } {
  const project = tempRepository();
  const ledger = join(tempFolder(), 'ledger');
  writePipeline(project, { leaves: LEAVES, ledger });
  return { project, ledger };
}

/** Resumes where there is something to resume; a run that left no event behind is run anew. */
export async function finish(project: string): Promise<RunDocument> {
  const resumed = await rye(['resume', 'the-run', '--quiet', '--json'], { cwd: project });
  const document = JSON.parse(resumed.stdout) as RunDocument & { error?: { code: string } };
  if (document.error?.code === 'store/unknown-run') {
    return (await ryeJson(['run', 'fan', '--offline', '--run-id', 'the-run', '--quiet'], { cwd: project })).json;
  }
  if (document.error?.code === 'app/nothing-to-resume')
    return (await ryeJson(['status', 'the-run'], { cwd: project })).json;
  return document;
}

/** The run ended as one that nothing disturbed, and nothing recorded was asked for or done again. */
export function expectUndisturbed(document: RunDocument, project: string, ledger: string): void {
  expect(document.status, JSON.stringify(document.error)).toBe('completed');
  expect(document.outputs).toEqual({ told: ['I am leaf0: 3', 'I am leaf1: 3', 'I am leaf2: 3'] });
  expect(document.threads.map(({ place }) => place)).toEqual(['root', 'root/leaf0', 'root/leaf1', 'root/leaf2']);

  // What the tool really did, counted outside the repository: never twice for one thread.
  const stamps = readLedger(ledger);
  expect(new Set(stamps).size).toBe(stamps.length);

  const events = journalOf(project);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expectNothingAskedTwice(events);
  expect(git(join(project, '.ai/data'), 'rev-list', '--count', 'the-run').trim()).toBe(String(events.length));
  expect(git(join(project, '.ai/data'), 'fsck', '--strict', '--no-dangling')).toBe('');
  for (const name of ['leaf0', 'leaf1', 'leaf2']) {
    expect(readFileSync(join(project, `.ai/data/leaves/${name}.txt`), 'utf8')).toBe(`leaf ${name}`);
    expect(readFileSync(join(project, `.ai/data/runs/the-run/artifacts/${name}.md`), 'utf8')).toBe(`# ${name}`);
  }
}

/** One answer a thread and turn: an answer that was recorded is never asked for again. */
function expectNothingAskedTwice(events: Event[]): void {
  const answers = events
    .filter(({ type }) => type === 'model_call_completed')
    .map(({ thread, turn }) => `${thread} ${turn}`);
  expect(new Set(answers).size).toBe(answers.length);
  const ends = events
    .filter(({ type }) => type === 'tool_call_completed')
    .map(({ thread, call_id }) => `${thread} ${call_id}`);
  expect(new Set(ends).size).toBe(ends.length);
}

function readLedger(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

/** The journal's own lines, read as any other program would. */
function journalOf(project: string): Event[] {
  const folder = join(project, '.ai/data');
  const paths = git(folder, 'ls-tree', '-r', '--name-only', 'the-run', 'events').trim().split('\n');
  return paths.flatMap((path) =>
    git(folder, 'show', `the-run:${path}`)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Event),
  );
}
