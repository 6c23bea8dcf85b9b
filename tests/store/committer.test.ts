import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Event, Store } from '#protocol';
import { createGitStore, probeGit } from '#store';
import { stageContent } from '../../src/store/disk/content-files.ts';
import { runPaths } from '../../src/store/disk/run-paths.ts';
import { Committer } from '../../src/store/git/committer.ts';
import { findOwnHead } from '../../src/store/git/find-own-head.ts';
import { takeBatch } from '../../src/store/git/take-batch.ts';
import { toEvent, toLine } from '../../src/store/journal/encode-group.ts';
import { artifactWritten, definitionPinned, message } from '../helpers/store-events.ts';
import { git, IDENTITY, initRepository, tempFolders, tickingClock } from '../helpers/store-project.ts';
import { begin, bytes, dataOf } from './write-data.ts';

const RUN = 'survey-ghj';
const folders = tempFolders();
afterEach(folders.removeAll);

const storeOf = (projectRoot: string): Store =>
  createGitStore({ projectRoot, clock: tickingClock(), identity: IDENTITY });
const code = (value: string): unknown => expect.objectContaining({ code: value });
const stateOf = (root: string): string => join(root, '.git', 'rye', '%2F.git');

/** Kills the git that writes the run's branch. */
function killImporter(root: string): void {
  const mark = JSON.parse(readFileSync(join(stateOf(root), 'rye-leases', RUN, 'importer'), 'utf8')) as { pid: number };
  process.kill(mark.pid, 'SIGKILL');
}

describe('a committer whose git was killed', () => {
  test('starts again from the branch, and every event is committed once', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    const writer = await begin(await store.create(RUN));
    await writer.committed();
    for (let nth = 0; nth < 3; nth += 1) {
      // Another git is started with the next commit.
      await writer.append([message(`before ${nth}`)]).durable;
      await writer.committed();
      killImporter(root);
      const definition = await writer.putContent(bytes(`# ${nth}`));
      await writer.append([message(`${nth}`), definitionPinned(definition)]).durable;
      await writer.committed();
      expect(existsSync(join(dataOf(root), 'runs', RUN, 'definitions', `${definition.sha256}.md`))).toBe(true);
    }
    await writer.append([message('before the last')]).durable;
    await writer.committed();
    killImporter(root);
    await writer.append([message('last')]).durable;
    await writer.close();
    const commits = await store.commits(RUN);
    expect(commits.map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, index) => index + 1));
    expect(git(dataOf(root), 'fsck', '--strict')).toBe('');
    const again = await store.open(RUN);
    expect(again.recovery).toBeUndefined();
    await again.close();
  });

  test('and which cannot start again refuses what would never be committed', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    const writer = await begin(await store.create(RUN));
    await writer.committed();
    const packs = join(stateOf(root), 'objects', 'pack');
    renameSync(packs, `${packs}-away`);
    writeFileSync(packs, '');
    killImporter(root);
    let acknowledged = 2;
    await writer.append([message('acknowledged')]).durable;
    acknowledged += 1;
    await vi.waitFor(
      async () => {
        let refused: unknown;
        try {
          await writer.append([message('more')]).durable;
          acknowledged += 1;
        } catch (error) {
          refused = error;
        }
        expect(refused).toMatchObject({ code: 'store/commit-failed', exitCode: 3 });
      },
      { timeout: 20_000, interval: 20 },
    );
    await expect(writer.committed()).rejects.toThrow(code('store/commit-failed'));
    await expect(writer.close()).rejects.toThrow(code('store/commit-failed'));
    rmSync(packs);
    renameSync(`${packs}-away`, packs);
    const back = await store.open(RUN);
    expect(back.recovery).toMatchObject({ committed: acknowledged - 2 });
    await back.close();
    expect(await store.commits(RUN)).toHaveLength(acknowledged);
  });

  test('starts again on no branch that somebody else moved', async () => {
    const root = initRepository(folders.make());
    const writer = await begin(await storeOf(root).create(RUN));
    await writer.committed();
    const data = dataOf(root);
    const foreign = git(data, 'commit-tree', '-m', 'not ours', `${RUN}^{tree}`).trim();
    git(data, 'update-ref', `refs/heads/${RUN}`, foreign);
    killImporter(root);
    await writer.append([message('acknowledged')]).durable;
    await expect(writer.committed()).rejects.toThrow(code('store/head-moved'));
    expect(() => writer.append([message('late')])).toThrow(code('store/commit-failed'));
    await expect(writer.close()).rejects.toThrow(code('store/head-moved'));
    expect(git(data, 'rev-parse', RUN).trim()).toBe(foreign);
  });
});

describe('a git that died with its last words unheard', () => {
  test('may have moved the branch: what it made there counts, and nothing of others', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    const writer = await begin(await store.create(RUN));
    await writer.committed();
    const after = { seq: 2, commit: (await store.head(RUN)) ?? '' };
    await writer.append([message('committed, and not heard of')]).durable;
    const { head: commit } = await writer.close();
    const own = { runId: RUN, fence: 1, after };
    expect(await findOwnHead(stateOf(root), own)).toEqual({ seq: 3, commit });
    expect(await findOwnHead(stateOf(root), { runId: RUN, fence: 1 })).toEqual({ seq: 3, commit });
    await expect(findOwnHead(stateOf(root), { ...own, fence: 2 })).rejects.toThrow(code('store/head-moved'));
    git(dataOf(root), 'update-ref', '-d', `refs/heads/${RUN}`);
    await expect(findOwnHead(stateOf(root), own)).rejects.toThrow(code('store/head-moved'));
  });

  test('leaves files of its commits to be laid down by the next one', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    const writer = await begin(await store.create(RUN));
    const definition = await writer.putContent(bytes('# survey'));
    await writer.append([definitionPinned(definition)]).durable;
    const { head: commit = '' } = await writer.close();
    const paths = runPaths(dataOf(root), RUN);
    const file = join(paths.root, 'definitions', `${definition.sha256}.md`);
    rmSync(file);
    await stageContent(paths, bytes('# survey'));
    const options = {
      runId: RUN,
      paths,
      gitDir: stateOf(root),
      objectFormat: 'sha1',
      git: await probeGit(),
      author: 'A <a@b>',
      fence: 1,
    };
    const ports = { probe: () => undefined, onFailure: () => undefined };
    const committer = new Committer({ ...options, head: { seq: 3, commit }, journalSeq: 3, laidSeq: 2 }, ports);
    expect(readFileSync(file, 'utf8')).toBe('# survey');
    expect(await committer.finish()).toEqual({ seq: 3, commit });
  });
});

describe('a batch of commits', () => {
  const MB = 1024 * 1024;
  const line = (event: Event): { event: Event; line: Buffer } => ({ event, line: toLine(event) });
  const small = (seq: number) => line(toEvent(message('x'), seq, '2026-01-02T03:04:05.000Z'));
  const large = (seq: number) =>
    line(toEvent(artifactWritten('a', { sha256: '0'.repeat(64), bytes: 20 * MB }), seq, '2026-01-02T03:04:05.000Z'));

  test('has 256 events at most', () => {
    const queue = Array.from({ length: 300 }, (_, index) => small(index + 1));
    expect(takeBatch(queue)).toMatchObject({ full: true, lines: { length: 256 } });
    expect(takeBatch(queue)).toMatchObject({ full: false, lines: { length: 44 } });
  });

  test('ends before its content is more than memory should hold', () => {
    const queue = [small(1), large(2), large(3), small(4)];
    const taken: number[] = [];
    while (queue.length > 0) taken.push(takeBatch(queue).lines.length);
    expect(taken).toEqual([1, 1, 1, 1]);
  });
});
