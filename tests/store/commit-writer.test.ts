import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { finishMove, noteMove } from '../../src/store/git/branch-move.ts';
import { type BranchCommit, CommitWriter } from '../../src/store/git/commit-writer.ts';
import { encodeCommit, FastImport } from '../../src/store/git/fast-import.ts';
import { PackBuilder } from '../../src/store/git/pack/pack-builder.ts';
import { writePack } from '../../src/store/git/pack/write-pack.ts';
import { readBlobs } from '../../src/store/git/read-branch.ts';
import { git, initRepository, tempFolders } from '../helpers/store-project.ts';

const folders = tempFolders();
afterEach(folders.removeAll);

const REF = 'refs/heads/run-a';
const FORMATS = ['sha1', 'sha256'];
const repository = (format: string): string => initRepository(folders.make(), `--object-format=${format}`);

function commit(nth: number, files: Record<string, string>): BranchCommit {
  return {
    author: 'Ada <ada@example.org>',
    at: new Date(Date.UTC(2026, 0, 2, 3, 4, nth)).toISOString(),
    message: `commit ${nth}\n\nRye-Seq: ${nth}\n`,
    files: Object.entries(files).map(([path, content]) => ({ path, content: Buffer.from(content) })),
  };
}

/** A line after the other into one file, and what else a run's tree goes through. */
function commits(): BranchCommit[] {
  let segment = '';
  return Array.from({ length: 120 }, (_, index) => {
    const nth = index + 1;
    segment += `{"seq":${nth},"text":"${'x'.repeat((nth * 37) % 900)}"}\n`;
    return commit(nth, {
      [`events/0000/${String(Math.ceil(nth / 40)).padStart(6, '0')}.jsonl`]: segment,
      'run.json': `{"seq": ${nth}}\n`,
      ...(nth % 7 === 0 && { [`threads/${nth}/root~${nth}/thread.json`]: `${nth}`.repeat(nth) }),
      ...(nth % 10 === 0 && { [`artifacts/päth ${nth}/a "b".md`]: 'quoted\n' }),
      // A folder sorts as if its name ended in a slash.
      ...(nth === 3 && { 'artifacts/a/x': '1', 'artifacts/a.b': '2', 'artifacts/a-b': '3', artifactsa: '4' }),
      ...(nth === 50 && { 'artifacts/a.b/now-a-folder': 'x' }),
    });
  });
}

async function open(root: string, format: string, head?: string): Promise<CommitWriter> {
  return CommitWriter.open({
    gitDir: join(root, '.git'),
    objectFormat: format,
    ref: REF,
    ...(head !== undefined && { head }),
  });
}

describe('commits whose objects are put together here', () => {
  test.each(FORMATS)('are the very ones that git makes of the same files (%s)', async (format) => {
    const [ours, theirs] = [repository(format), repository(format)];
    const importer = new FastImport(join(theirs, '.git'));
    for (const each of commits()) await importer.write(encodeCommit({ ...each, ref: REF }));
    const expected = await importer.checkpoint();
    await importer.finish();

    let writer = await open(ours, format);
    let last: string | undefined;
    for (const [index, each] of commits().entries()) {
      writer.add(each);
      if (index % 13 === 0) last = await writer.checkpoint();
      if (index % 30 !== 29) continue;
      // One that begins anew reads the tree from git.
      last = await writer.checkpoint();
      await writer.finish();
      writer = await open(ours, format, last);
    }
    expect(await writer.checkpoint()).toBe(expected);
    await writer.finish();
    expect(git(ours, 'rev-parse', REF).trim()).toBe(expected);
    expect(git(ours, 'fsck', '--strict', '--no-dangling')).toBe('');
    expect(git(ours, 'count-objects').split(' ')[0]).toBe(git(theirs, 'count-objects').split(' ')[0]);
  });

  test('without anything new move nothing', async () => {
    const root = repository('sha1');
    const writer = await open(root, 'sha1');
    expect(await writer.checkpoint()).toBeUndefined();
    writer.add(commit(1, { a: 'a' }));
    const head = await writer.checkpoint();
    expect(await writer.checkpoint()).toBe(head);
    await writer.finish();
  });

  test('do not move a branch that somebody else moved, nor make one that is there', async () => {
    const root = repository('sha1');
    const foreign = git(root, 'rev-parse', 'HEAD').trim();
    const writer = await open(root, 'sha1');
    writer.add(commit(1, { a: 'a' }));
    await writer.checkpoint();
    git(root, 'update-ref', REF, foreign);
    writer.add(commit(2, { a: 'b' }));
    await expect(writer.checkpoint()).rejects.toThrow(/update-ref failed.*expected/s);
    await expect(writer.finish()).rejects.toThrow(/update-ref failed/);
    expect(git(root, 'rev-parse', REF).trim()).toBe(foreign);
    const second = await open(root, 'sha1');
    second.add(commit(1, { a: 'a' }));
    await expect(second.checkpoint()).rejects.toThrow(/update-ref failed/);
    expect(git(root, 'rev-parse', REF).trim()).toBe(foreign);
  });
});

describe('a move that its driver died in', () => {
  const RUN = 'run-a';

  /** Commits that are in git and that the branch was not moved to. */
  async function leave(root: string, head?: string): Promise<string> {
    let to = '';
    if (head !== undefined) git(root, 'update-ref', REF, head);
    const writer = await CommitWriter.open({
      gitDir: join(root, '.git'),
      objectFormat: 'sha1',
      ref: REF,
      ...(head !== undefined && { head }),
      beforeMove: (move) => {
        to = move.to;
        noteMove(join(root, '.git'), RUN, move);
      },
    });
    writer.add(commit(1, { a: head ?? 'first' }));
    await writer.checkpoint();
    await writer.finish();
    git(root, 'update-ref', ...(head === undefined ? ['-d', REF] : [REF, head]));
    return to;
  }

  test.each(['the first one', 'a later one'])('is finished, so that no commit hangs on nothing: %s', async (which) => {
    const root = repository('sha1');
    const head = git(root, 'rev-parse', 'HEAD').trim();
    const to = await leave(root, which === 'the first one' ? undefined : head);
    await finishMove(join(root, '.git'), RUN);
    expect(git(root, 'rev-parse', REF).trim()).toBe(to);
    // Once more it has nothing to do.
    await finishMove(join(root, '.git'), RUN);
    expect(git(root, 'fsck', '--strict')).toBe('');
  });

  test('is not, where its commits are not there or the branch is elsewhere', async () => {
    const root = repository('sha1');
    const gitDir = join(root, '.git');
    const head = git(root, 'rev-parse', 'HEAD').trim();
    noteMove(gitDir, RUN, { to: '1'.repeat(40) });
    await finishMove(gitDir, RUN);
    expect(git(root, 'for-each-ref', REF)).toBe('');
    await leave(root);
    git(root, 'update-ref', REF, head);
    await finishMove(gitDir, RUN);
    expect(git(root, 'rev-parse', REF).trim()).toBe(head);
  });
});

describe('a pack', () => {
  test('gives back every object byte for byte, those stored as differences included', async () => {
    const root = repository('sha1');
    const gitDir = join(root, '.git');
    const builder = new PackBuilder('sha1');
    const expected = new Map<string, Buffer>();
    const add = (bytes: Buffer, key: string): void => {
      expected.set(builder.add('blob', bytes, key).toString('hex'), bytes);
    };
    const part = fc.uint8Array({ maxLength: 400 });
    const pieces = fc.sample(fc.tuple(part, part, part, part), { numRuns: 300, seed: 7 });
    for (const [nth, [head, before, after, tail]] of pieces.entries()) {
      // A long common part needs more than one copy.
      const long = Buffer.alloc(nth % 20 === 0 ? 200_000 : 300, nth);
      add(Buffer.concat([head, long, before, tail]), `${nth}`);
      add(Buffer.concat([head, long, after, tail]), `${nth}`);
      add(Buffer.concat([head, long, after, tail, before]), `${nth}`);
    }
    for (const size of [0, 1, 63, 64, 511, 512, 70_000]) add(Buffer.alloc(size, 'a'), 'sizes');
    const pack = builder.finish();
    writePack(gitDir, pack);
    expect(await readBlobs(gitDir, [...expected.keys()])).toEqual([...expected.values()]);
    const file = join(gitDir, 'objects', 'pack', `${pack.name}.pack`);
    const report = git(root, 'verify-pack', '--stat-only', file);
    expect(report).toContain('chain length = 2');
    // Written once more it is left as it is.
    writePack(gitDir, pack);
  });
});
