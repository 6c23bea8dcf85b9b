import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import type { Store } from '#protocol';
import { createGitStore, repairState } from '#store';
import { artifactWritten, message, runStarted, threadCreated } from '../helpers/store-events.ts';
import { git, IDENTITY, initRepository, tempFolders, tickingClock } from '../helpers/store-project.ts';
import { begin, bytes, dataOf, writeData } from './write-data.ts';

const RUN = 'survey-ghj';
const folders = tempFolders();
afterEach(folders.removeAll);

const storeOf = (projectRoot: string): Store =>
  createGitStore({ projectRoot, clock: tickingClock(), identity: IDENTITY });
const code = (value: string): unknown => expect.objectContaining({ code: value });
const stateOf = (root: string): string => join(root, '.git', 'rye', '%2F.git');

/** A run, closed, whose last event git does not have: as if its driver had died before the commit. */
async function runAhead(root: string): Promise<void> {
  const writer = await begin(await storeOf(root).create(RUN));
  await writer.append([message('a'), message('b')]).durable;
  await writer.close();
  git(dataOf(root), 'update-ref', `refs/heads/${RUN}`, `${RUN}~1`);
}

function linkedTo(root: string): string {
  const linked = join(folders.make(), 'linked');
  git(root, 'worktree', 'add', '--quiet', linked);
  return linked;
}

describe('a run whose newest events lie in another worktree', () => {
  test('is refused there however often it is tried, and its history never forks', async () => {
    const root = initRepository(folders.make());
    await runAhead(root);
    const linked = linkedTo(root);
    for (let nth = 0; nth < 7; nth += 1)
      await expect(storeOf(linked).open(RUN)).rejects.toThrow(code('store/elsewhere'));
    const back = await storeOf(root).open(RUN);
    expect(back.recovery).toMatchObject({ committed: 1 });
    await back.close();
    await (await storeOf(linked).open(RUN)).close();
    expect(await storeOf(linked).read(RUN)).toHaveLength(4);
  });

  test('is not begun again there under the same name', async () => {
    const root = initRepository(folders.make());
    await runAhead(root);
    git(dataOf(root), 'update-ref', '-d', `refs/heads/${RUN}`);
    const linked = linkedTo(root);
    for (let nth = 0; nth < 2; nth += 1) {
      await expect(storeOf(linked).create(RUN)).rejects.toThrow(code('store/elsewhere'));
    }
    const back = await storeOf(root).open(RUN);
    expect(back.recovery).toMatchObject({ committed: 4 });
    await back.close();
  });

  test('is recognised after the journal went on here', async () => {
    const root = initRepository(folders.make());
    const first = await begin(await storeOf(root).create(RUN));
    await first.close();
    const linked = linkedTo(root);
    const writer = await storeOf(linked).open(RUN);
    await writer.append([message('here')]).durable;
    await writer.close();
    git(dataOf(root), 'update-ref', `refs/heads/${RUN}`, `${RUN}~1`);
    await expect(storeOf(root).open(RUN)).rejects.toThrow(
      expect.objectContaining({ data: { run_id: RUN, folder: join(dataOf(linked), 'runs', RUN, 'events') } }),
    );
  });
});

describe('failures of recovery', () => {
  test('that the machine is to blame for never block a run', async () => {
    const root = initRepository(folders.make());
    await runAhead(root);
    const packs = join(stateOf(root), 'objects', 'pack');
    renameSync(packs, `${packs}-away`);
    writeFileSync(packs, '');
    for (let nth = 0; nth < 6; nth += 1) {
      const failure = await storeOf(root)
        .open(RUN)
        .catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: expect.stringMatching(/^store\/(git-failed|commit-failed)$/) });
    }
    rmSync(packs);
    renameSync(`${packs}-away`, packs);
    await (await storeOf(root).open(RUN)).close();
    expect(await storeOf(root).commits(RUN)).toHaveLength(4);
  });

  test('for content that is gone block it after five', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    const writer = await begin(await store.create(RUN));
    const content = await writer.putContent(bytes('kept'));
    await writer.append([artifactWritten('a.md', content)]).durable;
    await writer.close();
    const data = dataOf(root);
    git(data, 'update-ref', `refs/heads/${RUN}`, `${RUN}~1`);
    rmSync(join(data, 'runs', RUN, 'artifacts'), { recursive: true });
    for (let nth = 0; nth < 5; nth += 1) await expect(store.open(RUN)).rejects.toThrow(code('store/unknown-content'));
    await expect(store.open(RUN)).rejects.toThrow(code('store/blocked'));
  });

  test('for a damaged segment end where the hint says: with a repair', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    const writer = await begin(await store.create(RUN));
    for (let nth = 0; nth < 3; nth += 1) await writer.append([message('x'.repeat(17_000))]).durable;
    await writer.close();
    const events = join(dataOf(root), 'runs', RUN, 'events');
    const first = join(events, '0000', '000001.jsonl');
    writeFileSync(first, readFileSync(first, 'utf8').replace('xxx', 'xyx'));
    const failure = (await store.open(RUN).catch((error: unknown) => error)) as { code: string; hint: string };
    expect(failure.code).toBe('store/corrupt-journal');
    expect(failure.hint).toContain('rye fsck');
    const { after } = await repairState({ projectRoot: root, clock: tickingClock(), identity: IDENTITY }, [RUN]);
    expect(after.problems).toEqual([]);
    await (await store.open(RUN)).close();
    expect(await store.read(RUN)).toHaveLength(5);
  });
});

describe('a data write whose commit failed', () => {
  test('is committed by the next one who opens the run', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    const writer = await begin(await store.create(RUN));
    await writeData(writer, 'leads/one.json', '[0]');
    // What a git that was killed leaves.
    writeFileSync(join(stateOf(root), 'refs', 'heads', 'main.lock'), '');
    await expect(writeData(writer, 'leads/one.json', '[1]')).rejects.toThrow(code('store/git-failed'));
    await writer.close();
    await (await store.open(RUN)).close();
    expect(git(dataOf(root), 'show', 'main:leads/one.json')).toBe('[1]');
    expect(readFileSync(join(dataOf(root), 'leads', 'one.json'), 'utf8')).toBe('[1]');
    expect(git(dataOf(root), 'status', '--porcelain')).toBe('');
  });

  test('clears the way for the next write, and never comes to stand over it', async () => {
    const root = initRepository(folders.make());
    // A clock that stands still: nothing may hang on the second in which a write was made.
    const clock = { now: () => Date.UTC(2026, 0, 2), sleep: () => Promise.resolve() };
    const store = createGitStore({ projectRoot: root, clock, identity: IDENTITY });
    const writer = await begin(await store.create(RUN));
    writeFileSync(join(stateOf(root), 'refs', 'heads', 'main.lock'), '');
    await expect(writeData(writer, 'done.json', 'old')).rejects.toThrow(code('store/git-failed'));
    await writeData(writer, 'done.json', 'new');
    await writer.close();
    await (await store.open(RUN)).close();
    expect(git(dataOf(root), 'show', 'main:done.json')).toBe('new');
    expect(readFileSync(join(dataOf(root), 'done.json'), 'utf8')).toBe('new');
  });
});

describe('where the state lies', () => {
  test('stays where it was when the project becomes a repository', async () => {
    const root = folders.make();
    mkdirSync(join(root, '.ai'));
    await (await begin(await storeOf(root).create(RUN))).close();
    git(root, 'init', '--quiet', '--object-format=sha256');
    const store = storeOf(root);
    expect(await store.commits(RUN)).toHaveLength(2);
    const writer = await store.open(RUN);
    await writer.append([message('on')]).durable;
    await writer.close();
    const other = await store.create('survey-two');
    await other.append([runStarted('survey-two'), threadCreated()]).durable;
    await other.close();
    expect(git(dataOf(root), 'for-each-ref', '--format=%(refname:short)').trim().split('\n')).toEqual([
      'main',
      RUN,
      'survey-two',
    ]);
    git(root, 'add', '.');
    expect(git(root, 'diff', '--cached', '--name-only')).toBe('');
  });

  test('has a main branch with an empty first commit, by rye and at the time of the clock', async () => {
    const make = async (): Promise<string> => {
      const root = initRepository(folders.make());
      await (await begin(await storeOf(root).create(RUN))).close();
      expect(git(dataOf(root), 'fsck', '--strict')).toBe('');
      expect(git(dataOf(root), 'status', '--porcelain')).toBe('');
      expect(git(dataOf(root), 'ls-tree', 'main')).toBe('');
      return git(dataOf(root), 'log', '--format=%H %an <%ae> %aI', 'main').trim();
    };
    const log = await make();
    expect(log).toMatch(/^[0-9a-f]{40} rye <rye@localhost> 2026-01-02T03:04:06\+00:00$/);
    expect(await make()).toBe(log);
  });
});
