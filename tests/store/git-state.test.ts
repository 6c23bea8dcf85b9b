import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type RunWriter, type Store, sha256 } from '#protocol';
import { createGitStore, findProject, probeGit } from '#store';
import { encodeCommit, FastImport } from '../../src/store/git/fast-import.ts';
import { stateName } from '../../src/store/git/locate-state.ts';
import { readGitVersion } from '../../src/store/git/probe-git.ts';
import { runGit } from '../../src/store/git/run-git.ts';
import {
  artifactWritten,
  dataWritten,
  definitionPinned,
  message,
  runStarted,
  threadCreated,
} from '../helpers/store-events.ts';
import { git, IDENTITY, initRepository, put, tempFolders, tickingClock } from '../helpers/store-project.ts';

const RUN = 'survey-ghj';
const folders = tempFolders();
afterEach(folders.removeAll);

const storeOf = (projectRoot: string): Store =>
  createGitStore({ projectRoot, clock: tickingClock(), identity: IDENTITY });
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const dataOf = (root: string): string => join(root, '.ai', 'data');

/** A run with a definition, an artifact and a data write, closed. */
async function runOnce(store: Store, runId = RUN): Promise<string | undefined> {
  const writer = await store.create(runId);
  await writer.append([runStarted(runId), threadCreated()]).durable;
  const definition = await writer.putContent(bytes('# survey\r\n'));
  await writer.append([definitionPinned(definition), message('hello')]).durable;
  const report = await writer.putContent(bytes('line\r\nline\n'));
  await writer.append([artifactWritten('out/report.md', report)]).durable;
  await writer.placeArtifact('out/report.md', report.sha256);
  await writeData(writer, 'leads/done.json', `["${runId}"]`);
  await writer.append([{ thread: 'root-1', type: 'run_completed', data: {} }]).durable;
  return (await writer.close()).head;
}

async function writeData(writer: RunWriter, path: string, text: string): Promise<void> {
  const content = await writer.putContent(bytes(text));
  const record = async (): Promise<{ seq: number }> => {
    const { events, durable } = writer.append([dataWritten(path, content)]);
    await durable;
    return { seq: events[0]?.seq ?? 0 };
  };
  await writer.placeData(path, content.sha256, { record });
}

/** The hash of every file below a folder, by path. */
function fingerprint(folder: string, leaveOut: (path: string) => boolean): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    files
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((file) => !leaveOut(relative(folder, file)))
      .map((file) => [relative(folder, file), createHash('sha256').update(readFileSync(file)).digest('hex')]),
  );
}

describe('the state repository', () => {
  test('holds one commit an event, with golden ids from pinned time and author', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    await runOnce(store);
    const commits = await store.commits(RUN);
    expect(commits.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const again = initRepository(folders.make());
    const twin = storeOf(again);
    await runOnce(twin);
    expect(await twin.commits(RUN)).toEqual(commits);
    const log = git(dataOf(root), 'log', '--reverse', '--format=%an <%ae> %ad%n%B', '--date=iso', RUN);
    expect(log).toContain('Ada <ada@example.org> 2026-01-02 03:04:08 +0000');
    expect(log).toContain(`Rye-Run: ${RUN}\nRye-Seq: 4\nRye-Thread: root-1\nRye-Fence: 1`);
    // The trees of the events alone, so that words of the views may change and these ids may not.
    const trees = commits.map(({ commit }) => git(dataOf(root), 'rev-parse', `${commit}:events`).trim());
    expect(trees[0]).toBe('9e2c2a6dff82b006ab1f602d5f4b45e03933b756');
    expect(trees.at(-1)).toBe('e65013f5aa3d1b6c00a89f786bdd115652f82834');
  });

  test('gets the very commits that were fed to fast-import', async () => {
    const root = initRepository(folders.make());
    const importer = new FastImport(join(root, '.git'));
    const commit = { ref: 'refs/heads/run-a', author: 'Ada <ada@example.org>', at: '2026-01-02T03:04:05.678Z' };
    const path = 'a "quoted" \\ päth.md';
    await importer.write(encodeCommit({ ...commit, message: 'one\n', files: [{ path, content: bytes('1') }] }));
    await importer.write(encodeCommit({ ...commit, message: 'two\n', files: [{ path: 'b', content: bytes('') }] }));
    expect(await importer.checkpoint()).toBe('68b0df3d6ba8fbdd5c79a19cd5cb2d35c496bb48');
    await importer.finish();
    expect(git(root, 'ls-tree', '-r', '-z', '--name-only', 'run-a').split('\0')).toEqual([path, 'b', '']);
  });

  test('is not moved by a stream that ends early', async () => {
    const root = initRepository(folders.make());
    const commit = { ref: 'refs/heads/run-a', author: 'Ada <ada@example.org>', at: '2026-01-02T03:04:05.678Z' };
    const input = encodeCommit({ ...commit, message: 'one\n', files: [{ path: 'a', content: bytes('1') }] });
    await expect(runGit({ cwd: root }, ['fast-import', '--quiet', '--done'], { input })).rejects.toThrow(/ends early/);
    expect(git(root, 'for-each-ref', 'refs/heads/run-a')).toBe('');
  });

  test('is clean, strict, private and keeps content byte for byte', async () => {
    const root = initRepository(folders.make());
    await runOnce(storeOf(root));
    const data = dataOf(root);
    expect(git(data, 'fsck', '--strict')).toBe('');
    expect(git(data, 'status', '--porcelain')).toBe('');
    expect(git(data, 'count-objects').split(' ')[0]).toBe('0');
    expect(git(data, 'show', `${RUN}:artifacts/out/report.md`)).toBe('line\r\nline\n');
    expect(git(data, 'log', '--format=%s', 'main', '--', 'leads/done.json')).toBe(
      `leads/done.json written by ${RUN}\n`,
    );
    expect(git(data, 'symbolic-ref', 'HEAD').trim()).toBe('refs/heads/main');
    for (const path of ['events/0000/000001.jsonl', 'artifacts/out/report.md', 'run.json']) {
      expect(statSync(join(data, 'runs', RUN, path)).mode & 0o777, path).toBe(0o600);
    }
    expect(statSync(join(data, 'runs', RUN)).mode & 0o777).toBe(0o700);
    expect(existsSync(join(data, 'runs', RUN, 'staged'))).toBe(false);
    for (const { path, sha256: hash } of [
      { path: `definitions/${sha256('# survey\r\n')}.md`, sha256: sha256('# survey\r\n') },
    ]) {
      expect(sha256(readFileSync(join(data, 'runs', RUN, path)))).toBe(hash);
    }
  });

  test('leaves the project as it was: failing hook and signer, autocrlf, dirty tree', async () => {
    const root = initRepository(folders.make());
    git(root, 'config', 'commit.gpgSign', 'true');
    git(root, 'config', 'gpg.program', '/bin/false');
    git(root, 'config', 'core.autocrlf', 'true');
    for (const hook of ['pre-commit', 'reference-transaction', 'post-checkout', 'post-index-change']) {
      put(join(root, '.git', 'hooks', hook), '#!/bin/sh\nexit 1\n');
      chmodSync(join(root, '.git', 'hooks', hook), 0o755);
    }
    put(join(root, 'README.md'), 'changed\n');
    put(join(root, 'new.txt'), 'new\n');
    const look = (): unknown => ({
      files: fingerprint(root, (path) => path.startsWith('.ai/') || path.startsWith(join('.git', 'rye'))),
      status: git(root, 'status', '--porcelain', '--untracked-files=all', '--ignored=no'),
      refs: git(root, 'for-each-ref'),
    });
    const before = look();
    await runOnce(storeOf(root));
    expect(look()).toEqual(before);
    git(root, 'add', '.');
    expect(git(root, 'diff', '--cached', '--name-only')).toBe('README.md\nnew.txt\n');
    expect(git(dataOf(root), 'status', '--porcelain')).toBe('');
  });

  test('restores a deleted .ai/data, and goes on', async () => {
    const root = initRepository(folders.make());
    await runOnce(storeOf(root));
    const kept = folders.make();
    cpSync(dataOf(root), kept, { recursive: true });
    rmSync(dataOf(root), { recursive: true });
    const store = storeOf(root);
    expect(await store.list()).toEqual([{ runId: RUN, found: 'git', head: await store.head(RUN) }]);
    const events = await store.read(RUN);
    expect(events).toHaveLength(7);
    expect(new TextDecoder().decode(await store.content(RUN, sha256('line\r\nline\n')))).toBe('line\r\nline\n');
    expect(existsSync(dataOf(root))).toBe(false);
    const writer = await store.open(RUN);
    expect(writer.recovery).toMatchObject({ restored: 7, committed: 0 });
    expect(writer.events).toEqual(events);
    expect(writer.append([message('on')]).events[0]?.seq).toBe(8);
    await writer.close();
    const leaveOut = (path: string): boolean => path.includes('events') || path === '.git';
    expect(fingerprint(dataOf(root), leaveOut)).toEqual(fingerprint(kept, leaveOut));
    expect(git(dataOf(root), 'status', '--porcelain')).toBe('');
  });

  test('says which event differs where journal and branch disagree, and changes nothing', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    await runOnce(store);
    const other = initRepository(folders.make());
    const twin = storeOf(other);
    const writer = await twin.create(RUN);
    await writer.append([runStarted(RUN), threadCreated(), message('another story')]).durable;
    await writer.close();
    const events = join('runs', RUN, 'events');
    rmSync(join(dataOf(root), events), { recursive: true });
    cpSync(join(dataOf(other), events), join(dataOf(root), events), { recursive: true });
    const look = (): unknown => [fingerprint(dataOf(root), () => false), git(dataOf(root), 'for-each-ref')];
    const before = look();
    const diverged = expect.objectContaining({ code: 'store/diverged' });
    await expect(store.open(RUN)).rejects.toThrow(diverged);
    expect(look()).toEqual(before);
    for (let nth = 0; nth < 4; nth += 1) await expect(store.open(RUN)).rejects.toThrow(diverged);
    await expect(store.open(RUN)).rejects.toThrow(expect.objectContaining({ code: 'store/blocked' }));
    expect(look()).toEqual(before);
    // Moving the wrong one aside is enough to go on.
    rmSync(join(dataOf(root), events), { recursive: true });
    await (await store.open(RUN)).close();
    expect(await store.read(RUN)).toHaveLength(7);
  });

  test('drops an unfinished last group with a word, under the lease only', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    await runOnce(store);
    const file = join(dataOf(root), 'runs', RUN, 'events', '0000', '000001.jsonl');
    const whole = readFileSync(file);
    writeFileSync(file, Buffer.concat([whole, Buffer.from('{"v":1,"seq":8')]));
    expect(await store.read(RUN)).toHaveLength(7);
    expect(readFileSync(file).length).toBe(whole.length + 14);
    const writer = await store.open(RUN);
    expect(writer.recovery).toMatchObject({ droppedBytes: 14, committed: 0, restored: 0 });
    await writer.append([message('on')]).durable;
    await writer.close();
    expect(await store.read(RUN)).toHaveLength(8);
  });

  test('is shared by linked worktrees, and a run goes on in another one', async () => {
    const root = initRepository(folders.make());
    await runOnce(storeOf(root));
    const linked = join(folders.make(), 'linked');
    git(root, 'worktree', 'add', '--quiet', linked);
    const store = storeOf(linked);
    expect(await store.list()).toEqual([{ runId: RUN, found: 'git', head: await store.head(RUN) }]);
    const writer = await store.open(RUN);
    expect(writer.recovery).toMatchObject({ restored: 7 });
    await writer.append([message('from the worktree')]).durable;
    await writer.close();
    expect(readFileSync(join(dataOf(linked), 'leads', 'done.json'), 'utf8')).toBe(`["${RUN}"]`);
    expect(git(linked, 'status', '--porcelain')).toBe('');
    expect(git(dataOf(root), 'log', '--oneline', RUN).trim().split('\n')).toHaveLength(8);
    const back = await storeOf(root).open(RUN);
    expect(back.recovery).toMatchObject({ restored: 1 });
    await back.close();
  });

  test('is not gone on with where newer events lie in another worktree, not committed', async () => {
    const root = initRepository(folders.make());
    await runOnce(storeOf(root));
    const linked = join(folders.make(), 'linked');
    git(root, 'worktree', 'add', '--quiet', linked);
    // Its driver died with an event in the journal that git does not have.
    git(dataOf(root), 'update-ref', `refs/heads/${RUN}`, `${RUN}~1`);
    await expect(storeOf(linked).open(RUN)).rejects.toThrow(
      expect.objectContaining({
        code: 'store/elsewhere',
        data: { run_id: RUN, folder: join(dataOf(root), 'runs', RUN, 'events') },
      }),
    );
    const back = await storeOf(root).open(RUN);
    expect(back.recovery).toMatchObject({ committed: 1 });
    await back.close();
    await (await storeOf(linked).open(RUN)).close();
    expect(await storeOf(linked).read(RUN)).toHaveLength(7);
  });

  test('has the object format of its project', async () => {
    const root = initRepository(folders.make(), '--object-format=sha256');
    const head = await runOnce(storeOf(root));
    expect(head).toMatch(/^[0-9a-f]{64}$/);
    expect(git(dataOf(root), 'fsck', '--strict')).toBe('');
    const writer = await storeOf(root).open(RUN);
    expect(writer.recovery).toBeUndefined();
    await writer.close();
  });

  test('is a plain repository where the project is in none', async () => {
    const root = folders.make();
    await runOnce(storeOf(root));
    expect(statSync(join(dataOf(root), '.git')).isDirectory()).toBe(true);
    expect(git(dataOf(root), 'log', '--oneline', RUN).trim().split('\n')).toHaveLength(7);
    expect(git(dataOf(root), 'status', '--porcelain')).toBe('');
  });

  test('keeps a project in a subfolder apart, by its encoded path', async () => {
    const root = initRepository(folders.make());
    const inner = join(root, 'packages', 'a b');
    mkdirSync(join(inner, '.ai'), { recursive: true });
    await runOnce(storeOf(inner));
    expect(readdirSync(join(root, '.git', 'rye'))).toEqual(['packages%2Fa%20b.git']);
    expect(git(root, 'status', '--porcelain')).toBe('');
    expect(stateName('')).toBe('%2F');
  });

  test.each(['bare', 'unborn', 'detached'])('works in a repository that is %s', async (kind) => {
    const root = folders.make();
    if (kind === 'bare') git(root, 'init', '--quiet', '--bare');
    else if (kind === 'unborn') git(root, 'init', '--quiet');
    else git(initRepository(root), 'checkout', '--quiet', '--detach');
    await runOnce(storeOf(root));
    expect(git(dataOf(root), 'fsck', '--strict')).toBe('');
  });

  test('is refused where the project tracks .ai/data', async () => {
    const root = initRepository(folders.make());
    put(join(dataOf(root), 'x.json'), '{}');
    git(root, 'add', '-f', '.');
    await expect(storeOf(root).create(RUN)).rejects.toThrow(
      expect.objectContaining({ code: 'store/data-tracked', data: { file: '.ai/data/x.json' }, exitCode: 3 }),
    );
    expect(existsSync(join(root, '.git', 'rye'))).toBe(false);
  });

  test('is hidden by an ignore file that respects one the project tracks', async () => {
    const root = initRepository(folders.make());
    put(join(root, '.ai', '.gitignore'), '*.tmp\n');
    git(root, 'add', '.');
    await runOnce(storeOf(root));
    expect(readFileSync(join(root, '.ai', '.gitignore'), 'utf8')).toBe('*.tmp\n/data/\n');
    const fresh = initRepository(folders.make());
    await runOnce(storeOf(fresh));
    expect(readFileSync(join(fresh, '.ai', '.gitignore'), 'utf8')).toBe('/data/\n/.gitignore\n');
  });

  test('is not led astray by variables of git', async () => {
    const root = initRepository(folders.make());
    const elsewhere = initRepository(folders.make());
    const before = { ...process.env };
    Object.assign(process.env, {
      GIT_DIR: join(elsewhere, '.git'),
      GIT_WORK_TREE: elsewhere,
      GIT_INDEX_FILE: join(elsewhere, 'index'),
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'core.bare',
      GIT_CONFIG_VALUE_0: 'true',
      EDITOR: 'false',
      PAGER: 'false',
    });
    try {
      await runOnce(storeOf(root));
    } finally {
      process.env = before;
    }
    expect(git(dataOf(root), 'log', '--oneline', RUN).trim().split('\n')).toHaveLength(7);
    expect(existsSync(join(elsewhere, '.git', 'rye'))).toBe(false);
  });

  test('two runs write one path: the later one wins, and both are in history', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    const writers = await Promise.all(['run-one', 'run-two'].map((runId) => store.create(runId)));
    for (const writer of writers) await writer.append([runStarted(writer.runId), threadCreated()]).durable;
    await Promise.all(
      writers.flatMap((writer) => [1, 2, 3].map((nth) => writeData(writer, 'shared.json', `${writer.runId} ${nth}`))),
    );
    for (const writer of writers) await writer.close();
    expect(git(dataOf(root), 'log', '--format=%h', 'main', '--', 'shared.json').trim().split('\n')).toHaveLength(6);
    expect(git(dataOf(root), 'show', 'main:shared.json')).toBe(readFileSync(join(dataOf(root), 'shared.json'), 'utf8'));
    expect(git(dataOf(root), 'status', '--porcelain')).toBe('');
  });

  test('a branch moved by someone else fails what waits for commits, and loses no event', async () => {
    const root = initRepository(folders.make());
    const store = storeOf(root);
    const writer = await store.create(RUN);
    await writer.append([runStarted(RUN), threadCreated()]).durable;
    await writer.committed();
    const data = dataOf(root);
    const tree = git(data, 'rev-parse', `${RUN}^{tree}`).trim();
    const foreign = git(data, 'commit-tree', '-m', 'not ours', tree).trim();
    git(data, 'update-ref', `refs/heads/${RUN}`, foreign);
    await writer.append([message('acknowledged')]).durable;
    await expect(writer.committed()).rejects.toThrow(/update-ref failed|was moved/);
    await expect(writer.close()).rejects.toThrow();
    expect(git(data, 'rev-parse', RUN).trim()).toBe(foreign);
    expect(await store.read(RUN)).toHaveLength(3);
    expect(await store.holder(RUN)).toMatchObject({ alive: false });
  });
});

describe('finding the project', () => {
  test('takes the nearest .ai upward, never above the repository or at the user space', async () => {
    const home = folders.make();
    mkdirSync(join(home, '.ai'));
    const root = initRepository(join(mkdirAt(home, 'work'), '.'));
    const deep = mkdirAt(root, 'a/b/c');
    const find = async (cwd: string): Promise<string> => (await findProject(cwd, { userHome: home })).root;
    expect(await find(deep)).toBe(root);
    mkdirSync(join(root, 'a', '.ai'));
    expect(await find(deep)).toBe(join(root, 'a'));
    const outside = mkdirAt(home, 'plain/x');
    expect(await find(outside)).toBe(outside);
    mkdirSync(join(home, 'plain', '.ai'));
    expect(await find(outside)).toBe(join(home, 'plain'));
    expect(await find(home)).toBe(home);
  });
});

describe('git itself', () => {
  test('is probed, and refused where it is older than 2.31', async () => {
    const probe = await probeGit();
    expect(execFileSync('git', ['version'], { encoding: 'utf8' })).toContain(probe.version);
    expect(readGitVersion('git version 2.31.0')).toEqual({ version: '2.31.0', geometricRepack: false });
    expect(readGitVersion('git version 3.0.1 (Apple Git-1)').geometricRepack).toBe(true);
    expect(() => readGitVersion('git version 2.30.9')).toThrow(expect.objectContaining({ code: 'store/git-too-old' }));
  });

  test('that is not there is told as that', async () => {
    const root = folders.make();
    const path = process.env['PATH'];
    process.env['PATH'] = root;
    try {
      await expect(storeOf(root).create(RUN)).rejects.toThrow(
        expect.objectContaining({ code: 'store/no-git', exitCode: 3 }),
      );
    } finally {
      process.env['PATH'] = path;
    }
  });
});

function mkdirAt(root: string, path: string): string {
  const folder = join(root, path);
  mkdirSync(folder, { recursive: true });
  return folder;
}
