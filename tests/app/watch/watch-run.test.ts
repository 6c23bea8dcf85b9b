import { execFileSync } from 'node:child_process';
import { appendFileSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { watchRun } from '#app';
import { foldRun } from '#protocol';
import { contextAt } from '../../helpers/app-context.ts';
import { driveByLine } from '../../helpers/line-driven.ts';
import { checkout } from '../../helpers/rye.ts';
import { THREAD } from '../../helpers/store-events.ts';
import { git } from '../../helpers/store-project.ts';
import { closing, project, seen } from './watching.ts';

const RUN = 'tidy-ghjkmn';
const runFolder = (root: string): string => join(root, '.ai', 'data', 'runs', RUN);

describe('a watched run', () => {
  it('is loaded, then grows with what another process appends', async () => {
    const root = project();
    const driver = await driveByLine(root, 'create', RUN);
    const watcher = closing(watchRun(contextAt(root), RUN));
    expect(watcher.current()).toMatchObject({ runId: RUN, phase: 'loading', events: [] });
    const first = await seen(watcher, ({ phase }) => phase === 'ready');
    expect(first.holder).toMatchObject({ pid: driver.pid, alive: true });
    const seq = await driver.tell('messages 40');
    const grown = await seen(watcher, (feed) => feed !== first && feed.state.seq === seq);
    expect(grown.events.map((event) => event.seq)).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
    expect(grown.state).toEqual(foldRun(grown.events));
  });

  it('tells within two seconds that its driver was killed, and that another took over', async () => {
    const root = project();
    const driver = await driveByLine(root, 'create', RUN);
    const watcher = closing(watchRun(contextAt(root), RUN));
    await seen(watcher, ({ holder }) => holder?.alive === true);
    await driver.kill();
    const dead = await seen(watcher, ({ holder }) => holder?.alive === false);
    expect(dead.holder).toMatchObject({ pid: driver.pid, fence: 1 });
    const next = await driveByLine(root, 'open', RUN);
    const taken = await seen(watcher, ({ holder }) => holder?.alive === true);
    expect(taken.holder).toMatchObject({ pid: next.pid, fence: 2 });
  });

  it('names the newest commit once it has ended', async () => {
    const root = project();
    const driver = await driveByLine(root, 'create', RUN);
    const watcher = closing(watchRun(contextAt(root), RUN));
    await driver.tell('end');
    await driver.close();
    const head = git(join(root, '.ai', 'data'), 'rev-parse', RUN).trim();
    const feed = await seen(watcher, (each) => each.head === head);
    expect(feed.state.status).toBe('completed');
  });

  it('is read from git where its files were wiped, and goes on there with no event lost', async () => {
    const root = project();
    const driver = await driveByLine(root, 'create', RUN);
    await driver.tell('messages 200');
    const watcher = closing(watchRun(contextAt(root), RUN));
    await seen(watcher, ({ state }) => state.seq === 202);
    rmSync(join(root, '.ai'), { recursive: true });
    // Long enough to fill more than one segment: the first lines go to a file without a name.
    const seq = await driver.tell('messages 300');
    const feed = await seen(watcher, ({ state }) => state.seq === seq);
    expect(feed.events.map((event) => event.seq)).toEqual(Array.from({ length: seq }, (_, index) => index + 1));
    const late = closing(watchRun(contextAt(root), RUN));
    expect((await seen(late, ({ phase }) => phase === 'ready')).events).toEqual(feed.events);
  });

  it('is lost, with the reason, where its journal is damaged, and comes back when that is mended', async () => {
    const root = project();
    const driver = await driveByLine(root, 'create', RUN);
    await driver.tell('messages 20');
    await driver.close();
    const segment = join(runFolder(root), 'events', '0000', '000001.jsonl');
    const watcher = closing(watchRun(contextAt(root), RUN));
    await seen(watcher, ({ phase }) => phase === 'ready');
    appendFileSync(segment, '{"v":1}x,"group":{"bytes":9,"crc32":"00000000"}}\n');
    const lost = await seen(watcher, ({ phase }) => phase === 'lost');
    expect(lost.problem).toMatchObject({ code: 'store/corrupt-journal' });
    expect(lost.events).toHaveLength(22);
    renameSync(join(runFolder(root), 'events'), join(root, 'aside'));
    const back = await seen(watcher, ({ phase }) => phase === 'ready');
    expect(back.events).toHaveLength(22);
    expect(back.problem).toBeUndefined();
  });

  it('is lost where there is no such run, and appears when it begins', async () => {
    const root = project();
    const watcher = closing(watchRun(contextAt(root), RUN));
    const lost = await seen(watcher, ({ phase }) => phase === 'lost');
    expect(lost.problem).toMatchObject({ code: 'store/unknown-run' });
    await driveByLine(root, 'create', RUN);
    await seen(watcher, ({ phase, state }) => phase === 'ready' && state.seq === 2);
  });

  it('is gone where folder and branch vanish while it is shown; what was read stays', async () => {
    const root = project();
    const driver = await driveByLine(root, 'create', RUN);
    await driver.tell('end');
    await driver.close();
    const watcher = closing(watchRun(contextAt(root), RUN));
    await seen(watcher, ({ phase }) => phase === 'ready');
    git(join(root, '.ai', 'data'), 'branch', '--delete', '--force', RUN);
    rmSync(runFolder(root), { recursive: true });
    const gone = await seen(watcher, ({ phase }) => phase === 'gone');
    expect(gone.events).toHaveLength(4);
  });

  it('shows the text of a call in flight, from its beginning to its end in the log', async () => {
    const root = project();
    const driver = await driveByLine(root, 'create', RUN);
    const watcher = closing(watchRun(contextAt(root), RUN));
    await seen(watcher, ({ phase }) => phase === 'ready');
    // Text whose call is not in the log yet is not shown.
    await driver.tell('live Once ');
    await driver.tell('ask');
    await driver.tell('live upon ');
    await driver.tell('live a time');
    const feed = await seen(watcher, ({ live }) => live.get(THREAD)?.text.endsWith('a time') === true);
    expect(feed.live.get(THREAD)).toMatchObject({ callId: 'm1' });
    const late = closing(watchRun(contextAt(root), RUN));
    const all = await seen(late, ({ live }) => live.size > 0);
    expect(all.live.get(THREAD)?.text).toBe('Once upon a time');
    await driver.tell('answer');
    await seen(watcher, ({ live }) => live.size === 0);
  });

  it('publishes at most every 50 ms, however fast events come', async () => {
    const root = project();
    const driver = await driveByLine(root, 'create', RUN);
    const watcher = closing(watchRun(contextAt(root), RUN));
    await seen(watcher, ({ phase }) => phase === 'ready');
    const startMs = performance.now();
    let publications = 0;
    watcher.subscribe(() => {
      publications += 1;
    });
    for (let nth = 0; nth < 100; nth += 1) await driver.tell(`message ${nth}`);
    await seen(watcher, ({ state }) => state.seq === 102);
    expect(publications).toBeGreaterThan(0);
    expect(publications).toBeLessThanOrEqual(Math.ceil((performance.now() - startMs) / 50) + 1);
  });

  it('of 5,000 threads loads in parts, with turns of the event loop between them', async () => {
    const root = project();
    const driver = await driveByLine(root, 'create', RUN);
    await driver.tell('threads 5000');
    const watcher = closing(watchRun(contextAt(root), RUN));
    let turns = 0;
    const count = (): void => {
      turns += 1;
      if (watcher.current().phase === 'loading') setImmediate(count);
    };
    count();
    const feed = await seen(watcher, ({ phase }) => phase === 'ready');
    expect(feed.state.threads.size).toBe(5001);
    expect(turns).toBeGreaterThan(2);
  });

  it('keeps no process alive once it is closed', () => {
    const root = project();
    const script = `
      import { watchProject, watchRun } from '#app';
      import { contextAt } from ${JSON.stringify(join(checkout, 'tests', 'helpers', 'app-context.ts'))};
      const context = contextAt(${JSON.stringify(root)});
      const watchers = [watchRun(context, '${RUN}'), watchProject(context)];
      await Promise.all(watchers.map((watcher) => new Promise((resolve) => watcher.subscribe(() => resolve()))));
      await Promise.all(watchers.map((watcher) => watcher.close()));
      console.log('closed');
    `;
    const output = execFileSync(process.execPath, ['--input-type=module', '--eval', script], {
      cwd: checkout,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(output.trim()).toBe('closed');
    expect(readdirSync(root)).toContain('.git');
  });
});
