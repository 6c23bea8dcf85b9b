import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkState, createGitStore, failpointOf } from '#store';
import { listSegments, readJournal } from '../../src/store/journal/read-journal.ts';
import { rewriteFlush } from '../../src/store/journal/rewrite-flush.ts';
import { message, runStarted, threadCreated } from '../helpers/store-events.ts';
import { git, IDENTITY, initRepository, tempFolders, tickingClock } from '../helpers/store-project.ts';

const RUN = 'survey-ghj';
const folders = tempFolders();
afterEach(folders.removeAll);

const storeOf = (projectRoot: string, failing = '') =>
  createGitStore({
    projectRoot,
    clock: tickingClock(),
    identity: IDENTITY,
    ...(failing !== '' && { probe: failpointOf(failing) }),
  });
const segment = (root: string, nth: number): string =>
  join(root, '.ai/data/runs', RUN, 'events/0000', `${String(nth).padStart(6, '0')}.jsonl`);

describe('after a sync that failed', () => {
  test('nothing of the group counts, nothing more is taken, and the next driver builds on another file', async () => {
    const root = initRepository(folders.make());
    // Passings of the point: the two first appends, then the third.
    const writer = await storeOf(root, 'journal-sync-before:2=EIO').create(RUN);
    await writer.append([runStarted(RUN), threadCreated()]).durable;
    await expect(writer.append([message('lost')]).durable).rejects.toMatchObject({ code: 'store/write-failed' });
    expect(() => writer.append([message('after')])).toThrow(expect.objectContaining({ code: 'store/write-failed' }));
    await writer.close();
    const before = statSync(segment(root, 1)).ino;

    const next = await storeOf(root).open(RUN);
    expect(next.events.map(({ type }) => type)).toEqual(['run_started', 'thread_created']);
    expect(statSync(segment(root, 1)).ino).not.toBe(before);
    await next.append([message('goes on')]).durable;
    await next.close();
    expect(await storeOf(root).read(RUN)).toHaveLength(3);
  });
});

describe('the last flush of a driver that died', () => {
  test('is written anew in all of its segments, and nothing before it is', async () => {
    const root = initRepository(folders.make());
    const long = message('x'.repeat(12_000));
    const writer = await storeOf(root).create(RUN);
    await writer.append([runStarted(RUN), threadCreated(), long, long]).durable;
    await writer.append([long, long]).durable;
    await writer.append([long, long, long]).durable;
    await writer.close();
    const place = { runId: RUN, folder: join(root, '.ai/data/runs', RUN, 'events') };
    const journal = readJournal(place);
    const files = listSegments(place.folder).map((nth) => segment(root, nth));
    const facts = () => files.map((file) => ({ inode: statSync(file).ino, text: readFileSync(file, 'utf8') }));
    const before = facts();

    rewriteFlush(place.folder, journal);

    const after = facts();
    expect(after.map(({ text }) => text)).toEqual(before.map(({ text }) => text));
    const rewritten = after.flatMap(({ inode }, index) => (inode === before[index]?.inode ? [] : [index + 1]));
    expect(rewritten).toEqual([3, 4]);
  });
});

describe('a clock that jumps back', () => {
  test('makes no event older than the one before it, and no commit', async () => {
    const root = initRepository(folders.make());
    const times = ['2026-05-01T10:00:00.000Z', '2026-05-01T10:00:01.000Z', '2026-04-30T08:00:00.000Z'];
    let now = Date.parse(times[0] ?? '');
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    const writer = await createGitStore({ projectRoot: root, clock, identity: IDENTITY }).create(RUN);
    for (const [index, time] of times.entries()) {
      now = Date.parse(time);
      await writer.append(index === 0 ? [runStarted(RUN), threadCreated()] : [message(time)]).durable;
    }
    await writer.close();
    const read = await createGitStore({ projectRoot: root, clock, identity: IDENTITY }).read(RUN);
    expect(read.map(({ at }) => at)).toEqual([times[0], times[0], times[1], times[1]]);
    const dates = git(join(root, '.ai/data'), 'log', '--format=%ct', RUN).trim().split('\n').map(Number);
    expect(dates).toEqual(dates.toSorted((a, b) => b - a));
    const { runs, problems } = await checkState({ projectRoot: root, clock }, [RUN]);
    expect(problems).toEqual([]);
    expect(runs[0]?.events).toBe(4);
  });
});
