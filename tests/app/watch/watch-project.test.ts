import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listRuns, watchProject } from '#app';
import { contextAt } from '../../helpers/app-context.ts';
import { driveByLine } from '../../helpers/line-driven.ts';
import { git } from '../../helpers/store-project.ts';
import { closing, project, seen } from './watching.ts';

async function finishedRun(root: string, runId: string): Promise<void> {
  const driver = await driveByLine(root, 'create', runId);
  await driver.tell('threads 3');
  await driver.tell('end');
  await driver.close();
}

describe('a watched project', () => {
  it('without runs is ready and empty', async () => {
    const feed = await seen(closing(watchProject(contextAt(project()))), ({ phase }) => phase === 'ready');
    expect(feed.rows).toEqual([]);
  });

  it('shows a run that begins elsewhere, and each event of it, without being asked', async () => {
    const root = project();
    const watcher = closing(watchProject(contextAt(root)));
    await seen(watcher, ({ phase }) => phase === 'ready');
    const driver = await driveByLine(root, 'create', 'first-ghjkmn');
    await seen(watcher, ({ rows }) => rows[0]?.status === 'running');
    const seq = await driver.tell('threads 3');
    const grown = await seen(watcher, ({ rows }) => rows[0]?.events === seq);
    expect(grown.rows[0]).toMatchObject({ run_id: 'first-ghjkmn', item: 'demo/survey', threads: 4, resumable: false });
    await driver.tell('end');
    await driver.close();
    await seen(watcher, ({ rows }) => rows[0]?.status === 'completed');
    await driveByLine(root, 'create', 'second-ghjkmn');
    const two = await seen(watcher, ({ rows }) => rows.length === 2 && rows[0]?.status === 'running');
    expect(two.rows.map(({ run_id }) => run_id)).toEqual(['second-ghjkmn', 'first-ghjkmn']);
  });

  it('shows what the list of runs does, those only in git included', async () => {
    const root = project();
    await finishedRun(root, 'first-ghjkmn');
    await finishedRun(root, 'second-ghjkmn');
    const driver = await driveByLine(root, 'create', 'third-ghjkmn');
    await driver.tell('threads 2');
    await driver.kill();
    rmSync(join(root, '.ai', 'data', 'runs', 'first-ghjkmn'), { recursive: true });
    const feed = await seen(
      closing(watchProject(contextAt(root))),
      ({ phase, rows }) => phase === 'ready' && rows.length === 3,
    );
    expect(feed.rows).toEqual(await listRuns(contextAt(root)));
    expect(feed.rows.map(({ status, threads }) => [status, threads])).toEqual([
      ['interrupted', 3],
      ['completed', 4],
      ['completed', 4],
    ]);
  });

  it('shows that a driver was killed, though it writes nothing any more', async () => {
    const root = project();
    const driver = await driveByLine(root, 'create', 'first-ghjkmn');
    const watcher = closing(watchProject(contextAt(root)));
    await seen(watcher, ({ rows }) => rows[0]?.status === 'running');
    await driver.kill();
    const feed = await seen(watcher, ({ rows }) => rows[0]?.status === 'interrupted');
    expect(feed.rows[0]).toMatchObject({ resumable: true });
  });

  it('shows a finished run that goes on', async () => {
    const root = project();
    await finishedRun(root, 'first-ghjkmn');
    const watcher = closing(watchProject(contextAt(root)));
    await seen(watcher, ({ rows }) => rows[0]?.status === 'completed');
    const driver = await driveByLine(root, 'open', 'first-ghjkmn');
    const seq = await driver.tell('message again');
    await seen(watcher, ({ rows }) => rows[0]?.events === seq);
  });

  it('shows a damaged run as lost, and the others as they are', async () => {
    const root = project();
    await finishedRun(root, 'first-ghjkmn');
    await finishedRun(root, 'second-ghjkmn');
    const segment = join(root, '.ai', 'data', 'runs', 'first-ghjkmn', 'events', '0000', '000001.jsonl');
    appendFileSync(segment, '{"v":1}x,"group":{"bytes":9,"crc32":"00000000"}}\n');
    const feed = await seen(closing(watchProject(contextAt(root))), ({ phase }) => phase === 'ready');
    expect(feed.rows.map(({ run_id, status }) => [run_id, status])).toEqual([
      ['second-ghjkmn', 'completed'],
      ['first-ghjkmn', 'lost'],
    ]);
    expect(feed.rows[1]?.error).toContain('events/0000/000001.jsonl');
  });

  it('lets go of a run that is deleted, files and branch', async () => {
    const root = project();
    await finishedRun(root, 'first-ghjkmn');
    await finishedRun(root, 'second-ghjkmn');
    const watcher = closing(watchProject(contextAt(root)));
    await seen(watcher, ({ rows }) => rows.length === 2);
    git(join(root, '.ai', 'data'), 'branch', '--delete', '--force', 'first-ghjkmn');
    rmSync(join(root, '.ai', 'data', 'runs', 'first-ghjkmn'), { recursive: true });
    const feed = await seen(watcher, ({ rows }) => rows.length === 1);
    expect(feed.rows[0]?.run_id).toBe('second-ghjkmn');
  });
});
