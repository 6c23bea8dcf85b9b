import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { collectGarbage, createGitStore } from '#store';
import { message, runStarted, threadCreated } from '../helpers/store-events.ts';
import { GIT_ENV, git, IDENTITY, initRepository, tempFolders, tickingClock } from '../helpers/store-project.ts';

const folders = tempFolders();
afterEach(folders.removeAll);
const RUN = 'survey-ghj';

const optionsOf = (projectRoot: string) => ({ projectRoot, clock: tickingClock(), identity: IDENTITY });

async function begun(root: string, runId = RUN) {
  const writer = await createGitStore(optionsOf(root)).create(runId);
  await writer.append([runStarted(runId), threadCreated()]).durable;
  await writer.committed();
  return writer;
}

const stateOf = (root: string): string => join(root, '.git', 'rye', '%2F.git');

describe('a collection of garbage', () => {
  it('leaves one pack and no loose object, and every commit of every run', async () => {
    const root = initRepository(folders.make());
    const writer = await begun(root);
    for (let nth = 1; nth <= 20; nth += 1) {
      await writer.append([message(`${nth} ${'word '.repeat(200)}`)]).durable;
      await writer.committed();
    }
    await writer.close();
    const before = git(stateOf(root), 'rev-list', RUN);
    const found = await collectGarbage(optionsOf(root));
    expect(found?.after).toMatchObject({ packs: 1, loose: 0 });
    expect(found?.after.bytes).toBeLessThan(found?.before.bytes ?? 0);
    expect(git(stateOf(root), 'rev-list', RUN)).toBe(before);
    expect(git(stateOf(root), 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('does nothing where there is no state', async () => {
    const root = initRepository(folders.make());
    expect(await collectGarbage(optionsOf(root))).toBeUndefined();
    expect(existsSync(join(root, '.ai'))).toBe(false);
  });

  it('drops what no ref holds, unless somebody drives a run', async () => {
    const root = initRepository(folders.make());
    const writer = await begun(root);
    const lost = git(stateOf(root), 'commit-tree', '-m', 'held by nothing', `${RUN}^{tree}`).trim();
    const driven = await collectGarbage(optionsOf(root));
    expect(driven?.heldRuns).toEqual([RUN]);
    expect(git(stateOf(root), 'cat-file', '-t', lost).trim()).toBe('commit');
    await writer.close();
    const alone = await collectGarbage(optionsOf(root));
    expect(alone?.heldRuns).toEqual([]);
    expect(() => git(stateOf(root), 'cat-file', '-t', lost)).toThrow();
  });

  it('keeps the commits of a driver that stands between its pack and its ref', async () => {
    const root = initRepository(folders.make());
    await (await begun(root, 'first-ghj')).close();
    const script = join(import.meta.dirname, '..', 'helpers', 'store-driver.ts');
    const env = { ...GIT_ENV, RYE_FAILPOINT: 'pack-write-after:2=wait1500' };
    const driver = spawn(process.execPath, [script, root, 'create', RUN], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(driver, 'exit');
    // The driver says so when its second pack is about to be written; it then stands still with the pack written.
    while (readdirSync(join(stateOf(root), 'objects', 'pack')).filter((name) => name.endsWith('.pack')).length < 3)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const found = await collectGarbage(optionsOf(root));
    expect(found?.heldRuns).toEqual([RUN]);
    await ended;
    expect(driver.exitCode).toBe(0);
    expect(git(stateOf(root), 'fsck', '--strict', '--no-dangling')).toBe('');
  });

  it('removes what dead processes had in the making, and nothing of living ones', async () => {
    const root = initRepository(folders.make());
    await (await begun(root)).close();
    const run = join(root, '.ai', 'data', 'runs', RUN);
    mkdirSync(join(run, 'artifacts'), { recursive: true });
    const dead = join(run, 'artifacts', '.rye-tmp-4194300-1-report.md');
    const living = join(run, 'artifacts', `.rye-tmp-${process.pid}-9-report.md`);
    const nameless = join(stateOf(root), 'objects', 'pack', 'tmp_pack_x7Yq');
    for (const file of [dead, living, nameless]) writeFileSync(file, 'half');
    utimesSync(nameless, 1, 1);
    const found = await collectGarbage(optionsOf(root));
    expect(found?.leftovers).toContain(`runs/${RUN}/artifacts/.rye-tmp-4194300-1-report.md`);
    expect([dead, living, nameless].map(existsSync)).toEqual([false, true, false]);
  });

  it('waits with a new run until it is through', async () => {
    const root = initRepository(folders.make());
    await (await begun(root, 'first-ghj')).close();
    const order: string[] = [];
    const collecting = collectGarbage({
      ...optionsOf(root),
      probe: (name) => {
        if (name === 'gc-repack-before')
          void begun(root)
            .then((writer) => writer.close())
            .then(() => order.push('run'));
        if (name === 'gc-repack-after') order.push('gc');
      },
    });
    await collecting;
    while (order.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(order).toEqual(['gc', 'run']);
  });
});
