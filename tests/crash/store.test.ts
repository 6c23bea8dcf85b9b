import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, inject, test } from 'vitest';
import { type Event, foldRun, type Store, sha256 } from '#protocol';
import { createGitStore } from '#store';
import { isFull } from '../helpers/crash/moments.ts';
import { tell } from '../helpers/crash/tally.ts';
import { type Driven, drive as driveStore } from '../helpers/store-drive.ts';
import { git, IDENTITY, initRepository, tempFolders, tickingClock } from '../helpers/store-project.ts';

const RUN = 'survey-ghj';
const folders = tempFolders();
afterEach(folders.removeAll);

const kills: string[] = [];

/** Drives a store, and notes where it was killed. */
const drive = (root: string, mode: 'create' | 'open', runId: string, point = ''): Driven => {
  const driven = driveStore(root, mode, runId, point);
  if (driven.killed) kills.push(point.split(':')[0] ?? '');
  return driven;
};

afterEach(({ task }) => {
  const recovered = task.result?.state === 'pass';
  if (kills.length > 0) tell(inject('crashTally'), { kills: kills.splice(0), recovered, repeated: 0, lost: 0 });
});

const storeOf = (projectRoot: string): Store =>
  createGitStore({ projectRoot, clock: tickingClock(), identity: IDENTITY });

/** Opens a run whose driver was killed, and checks that it holds all that was acknowledged, everywhere it should. */
async function checkRecovered(projectRoot: string, driven: Driven): Promise<void> {
  const store = storeOf(projectRoot);
  if (driven.lastAck === 0 && (await store.list()).length === 0) {
    await (await store.create(RUN)).close();
    return;
  }
  const writer = await store.open(RUN);
  const { head } = await writer.close();
  const events = await store.read(RUN);
  expect(events.length).toBeGreaterThanOrEqual(driven.lastAck);
  expect(writer.events).toEqual(events);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  const commits = await store.commits(RUN);
  expect(commits.map(({ seq }) => seq)).toEqual(events.map(({ seq }) => seq));
  expect(commits.at(-1)?.commit).toBe(head);

  const data = join(projectRoot, '.ai', 'data');
  git(data, 'fsck', '--strict');
  for (const { seq, commit } of commits) {
    const names = git(data, 'ls-tree', '-r', '--name-only', commit, '--', 'events').trim().split('\n');
    const lines = names.flatMap((name) => git(data, 'show', `${commit}:${name}`).trimEnd().split('\n'));
    expect(lines.map((line) => JSON.parse(line) as Event)).toEqual(events.slice(0, seq));
  }
  checkFiles(data, events);
  if (driven.tool !== undefined) expect(stateOf(driven.tool)).toMatch(/^Z?$/);
  expect(git(data, 'status', '--porcelain')).toBe('');
}

/** How ps sees a process: nothing, or Z for one that has ended and nobody has waited for. */
function stateOf(pid: number): string {
  return spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' })
    .stdout.trim()
    .slice(0, 1);
}

function checkFiles(data: string, events: readonly Event[]): void {
  const run = join(data, 'runs', RUN);
  const state = foldRun(events);
  for (const { path, sha256: hash } of state.artifacts.values()) {
    expect(sha256(readFileSync(join(run, 'artifacts', path)))).toBe(hash);
    expect(sha256(git(data, 'show', `${RUN}:artifacts/${path}`))).toBe(hash);
  }
  for (const { path, sha256: hash } of state.data.values()) {
    expect(sha256(readFileSync(join(data, path)))).toBe(hash);
    expect(sha256(git(data, 'show', `main:${path}`))).toBe(hash);
  }
  for (const { sha256: hash } of state.definitions) {
    expect(sha256(readFileSync(join(run, 'definitions', `${hash}.md`)))).toBe(hash);
  }
  expect(readFileSync(join(run, 'run.json'), 'utf8')).toBe(git(data, 'show', `${RUN}:run.json`));
}

/** In the sample every third; the full suite takes all. */
const sampled = (points: string[]): string[] => points.filter((_, index) => isFull || index % 5 === 0);

describe('a driver killed anywhere', () => {
  test.each(
    sampled([
      'lease-take-before',
      'lease-take-after',
      'journal-write-before:1',
      'journal-sync-before:1',
      'journal-sync-before:5',
      'journal-sync-after:6',
      'journal-ack-before:7',
      'journal-ack-after:7',
      'file-write-before:1',
      'file-write-after:1',
      'file-write-before:2',
      'file-write-after:2',
      'file-write-before:3',
      'file-write-after:5',
      'data-commit-after:1',
      'data-commit-after:3',
      'pack-write-before:1',
      'pack-write-before:3',
      'ref-move-before:1',
      'ref-move-before:2',
      'ref-move-after:1',
      'ref-move-after:3',
    ]),
  )('loses nothing acknowledged: %s', async (point) => {
    const root = initRepository(folders.make());
    const driven = drive(root, 'create', RUN, point);
    expect(driven.killed, driven.output).toBe(true);
    await checkRecovered(root, driven);
  });
});

describe('a recovery killed anywhere, twice', () => {
  test.each(
    sampled([
      'lease-take-after',
      'recovery-begun',
      'recovery-processes-ended',
      'recovery-tail-cut',
      'recovery-flush-rewritten',
      'recovery-journal-restored',
      'pack-write-before',
      'ref-move-before',
      'ref-move-after',
      'recovery-committed',
      'recovery-done',
      'journal-sync-before',
    ]),
  )('is done by the next one: %s', async (point) => {
    const root = initRepository(folders.make());
    const driven = drive(root, 'create', RUN, 'ref-move-before:3');
    expect(driven.killed, driven.output).toBe(true);
    const first = drive(root, 'open', RUN, point);
    expect(first.killed, first.output).toBe(true);
    drive(root, 'open', RUN, point);
    await checkRecovered(root, driven);
  });
});

test('an undisturbed driver leaves nothing to recover', async () => {
  const root = initRepository(folders.make());
  const driven = drive(root, 'create', RUN);
  expect(driven.ended, driven.output).toBe(true);
  await checkRecovered(root, driven);
  const again = await storeOf(root).open(RUN);
  expect(again.recovery).toBeUndefined();
  await again.close();
});
