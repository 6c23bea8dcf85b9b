import { mkdirSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { currentLease, takeLease } from '../../src/store/lease/lease.ts';
import { withLock } from '../../src/store/lease/lock.ts';
import { isAlive, isOfThisBoot, markProcess, type ProcessMark } from '../../src/store/lease/process-mark.ts';
import { tempFolders } from '../helpers/store-project.ts';

const folders = tempFolders();
afterEach(folders.removeAll);

const SINCE = '2026-01-02T03:04:05.000Z';
const GONE = 2 ** 22 - 1;
const self = markProcess(process.pid) as ProcessMark;

describe('a lock that another host holds', () => {
  test('is waited for until a deadline, and its holder is named', async () => {
    const folder = join(folders.make(), 'data');
    mkdirSync(folder);
    const foreign = { ...self, bootId: 'other', machineId: 'other', host: 'elsewhere', pid: 7, fence: 3, since: SINCE };
    writeFileSync(join(folder, '3.json'), JSON.stringify(foreign));
    const waiting = withLock({ folder, since: SINCE, patienceMs: 30 }, () => Promise.resolve());
    await expect(waiting).rejects.toThrow(
      expect.objectContaining({
        code: 'store/locked',
        exitCode: 5,
        data: { lock: 'data', pid: 7, host: 'elsewhere', since: SINCE, file: join(folder, '3.json') },
      }),
    );
    expect(currentLease(folder)).toMatchObject({ pid: 7, fence: 3 });
  });

  test('is free again once its holder let go', async () => {
    const folder = join(folders.make(), 'data');
    const done: string[] = [];
    await Promise.all(
      ['a', 'b', 'c'].map((name) =>
        withLock({ folder, since: SINCE, patienceMs: 10_000 }, async () => void done.push(name)),
      ),
    );
    expect(done.sort()).toEqual(['a', 'b', 'c']);
  });

  test('whose work failed is taken over as after a crash', async () => {
    const folder = join(folders.make(), 'data');
    const place = { folder, since: SINCE };
    const told: boolean[] = [];
    await withLock(place, async ({ afterCrash }) => void told.push(afterCrash));
    await expect(withLock(place, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await withLock(place, async ({ afterCrash, leaveUnfinished }) => {
      told.push(afterCrash);
      leaveUnfinished();
    });
    await withLock(place, async ({ afterCrash }) => void told.push(afterCrash));
    await withLock(place, async ({ afterCrash }) => void told.push(afterCrash));
    expect(told).toEqual([false, true, true, false]);
  });
});

describe('a process', () => {
  test.each<[string, Partial<ProcessMark>, boolean]>([
    ['of this machine, alive', {}, true],
    ['of this boot under another hostname, alive', { host: 'renamed' }, true],
    ['of this boot under another hostname, gone', { host: 'renamed', pid: GONE }, false],
    ['of this machine before it was started again', { bootId: 'before' }, false],
    ['of another machine', { bootId: 'x', machineId: 'another', host: 'elsewhere', pid: GONE }, true],
    ['of another machine with the same hostname', { bootId: 'x', machineId: 'another', pid: GONE }, true],
    ['of another pid namespace of this boot, which nobody here can ask', { pidNamespace: 'pid:[1]', pid: GONE }, true],
  ])('%s', (_what, difference, alive) => {
    expect(isAlive({ ...self, ...difference })).toBe(alive);
  });

  test('of a machine without an id is told by its hostname', () => {
    const { machineId: _, ...unnamed } = self;
    expect(isAlive({ ...unnamed, bootId: 'before' })).toBe(false);
    expect(isAlive({ ...unnamed, bootId: 'before', host: 'elsewhere' })).toBe(true);
  });

  test('is signalled only where its pid means the same', () => {
    expect(isOfThisBoot({ ...self, host: 'renamed' })).toBe(true);
    expect(isOfThisBoot({ ...self, pidNamespace: 'pid:[1]' })).toBe(false);
    expect(isOfThisBoot({ ...self, bootId: 'before' })).toBe(false);
  });

  test('that died under another hostname leaves a lease that can be taken', () => {
    const folder = join(folders.make(), 'lease');
    mkdirSync(folder);
    writeFileSync(join(folder, '1.json'), JSON.stringify({ ...self, pid: GONE, host: 'c0ffee', since: SINCE }));
    expect(takeLease(folder, { since: SINCE })).toMatchObject({ taken: true, lease: { fence: 2, host: hostname() } });
  });
});
