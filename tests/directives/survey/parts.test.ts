import { existsSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { filesIn, folderWith, git, repositoryWith, runTool, startTool, write } from './survey-tool.ts';

interface Part {
  id: string;
  path: string;
  except?: string[];
  include?: string;
  files: number;
  bytes: number;
}

interface Parts {
  project: string;
  parts: Part[];
  total_files: number;
  total_bytes: number;
  is_git: boolean;
}

const partsOf = (folder: string): Parts => runTool<Parts>('parts', folder);

/** What a runtime takes as the key of a thread. */
const KEY = /^[A-Za-z0-9._\-@:+,]+$/;

describe('survey/parts', () => {
  it('lists top-level folders, and the files at the root as the rest', () => {
    const folder = repositoryWith({
      'src/a.ts': 'a\n',
      'src/deep/b.ts': 'bb\n',
      'docs/c.md': 'c\n',
      'README.md': 'r\n',
    });
    expect(partsOf(folder)).toMatchObject({
      parts: [
        { id: 'docs', path: 'docs', files: 1, bytes: 2 },
        { id: 'src', path: 'src', files: 2, bytes: 5 },
        { id: 'rest', path: '.', except: ['docs', 'src'], include: '!{docs,src}/**', files: 1, bytes: 2 },
      ],
      total_files: 4,
      total_bytes: 9,
      is_git: true,
    });
  });

  it('takes the name that the project gives itself', () => {
    expect(partsOf(folderWith({ 'package.json': '{"name": "@team/thing"}' })).project).toBe('@team/thing');
    expect(partsOf(folderWith({ 'package.json': 'no json' })).project).toMatch(/^rye-survey-/);
  });

  it('counts untracked files and leaves ignored ones out', () => {
    const folder = repositoryWith({ 'src/a.ts': 'a\n', '.gitignore': 'out/\n' });
    write(folder, { 'src/new.ts': 'n\n', 'out/big.js': 'x\n' });
    expect(partsOf(folder)).toMatchObject({
      total_files: 3,
      parts: [
        { id: 'src', files: 2 },
        { id: 'rest', files: 1 },
      ],
    });
  });

  it('leaves out files that are tracked but gone, symlinks, and what rye records', () => {
    const folder = repositoryWith({ 'src/a.ts': 'a\n', 'src/gone.ts': 'g\n', '.ai/directives/x.md': 'x\n' });
    rmSync(join(folder, 'src/gone.ts'));
    symlinkSync('a.ts', join(folder, 'src/link.ts'));
    write(folder, { '.ai/data/runs/r/events.jsonl': '{}\n' });
    expect(partsOf(folder).parts.map(({ id, files }) => `${id} ${files}`)).toEqual(['.ai 1', 'src 1']);
  });

  it('walks a folder outside git, without what is fetched or made', () => {
    const skipped = filesIn({
      node_modules: 2,
      dist: 2,
      build: 2,
      vendor: 2,
      target: 2,
      '.ai/data': 2,
      'src/node_modules': 1,
    });
    const folder = folderWith({ 'src/a.ts': 'a\n', 'README.md': 'r\n', ...skipped });
    expect(partsOf(folder)).toMatchObject({
      is_git: false,
      total_files: 2,
      parts: [
        { id: 'src', files: 1 },
        { id: 'rest', files: 1 },
      ],
    });
  });

  it('lists each package of a monorepo', () => {
    const folder = repositoryWith({
      'packages/a/package.json': '{}',
      'packages/a/src/index.ts': 'a\n',
      'packages/b/package.json': '{}',
      'packages/b/src/index.ts': 'b\n',
      'packages/notes.md': 'n\n',
      'docs/x.md': 'x\n',
    });
    const { parts } = partsOf(folder);
    expect(parts.map(({ id }) => id)).toEqual(['docs', 'packages.a', 'packages.b', 'rest']);
    expect(parts.at(-1)).toMatchObject({ files: 1, except: ['docs', 'packages/a', 'packages/b'] });
  });

  it('divides a folder that holds most of a large project', () => {
    const folder = repositoryWith(filesIn({ 'src/core': 150, 'src/ui': 60, 'src/net': 40, docs: 20 }));
    expect(partsOf(folder).parts.map(({ id }) => id)).toEqual(['docs', 'src.core', 'src.net', 'src.ui']);
  });

  it('lists at most twelve parts that hold every file once', () => {
    const folders = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`part${index}`, 3 + index]));
    const { parts, total_files: total } = partsOf(repositoryWith(filesIn(folders)));
    expect(parts).toHaveLength(12);
    expect(parts.reduce((sum, { files }) => sum + files, 0)).toBe(total);
    expect(parts.at(-1)?.id).toBe('rest');
  });

  it('gives odd names ids that can be keys, each once, and patterns that mean the names', () => {
    const folder = repositoryWith(
      filesIn(
        { 'with space': 1, 'with-space': 1, 'größe/ä': 1, '-dash': 1, '[a]{b}': 1, rest: 1, Rest: 1, 日本: 1 },
        'x\n',
      ),
    );
    write(folder, { 'root.txt': 'r\n' });
    // Of more than four folders those with hardly a file go to the rest, so each has three.
    for (const name of ['with space', 'with-space', 'größe', '-dash', '[a]{b}', 'rest', 'Rest', '日本']) {
      write(folder, filesIn({ [name]: 4 }));
    }
    const { parts, total_files: total } = partsOf(folder);
    const ids = parts.map(({ id }) => id);
    expect(new Set(ids.map((id) => id.toLowerCase())).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(KEY);
    for (const id of ids) expect(id).not.toMatch(/^-/);
    expect(parts.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['with space', 'größe', '-dash', '[a]{b}', '日本']),
    );
    expect(parts.reduce((sum, { files }) => sum + files, 0)).toBe(total);
    expect(parts.at(-1)?.include).toContain('\\[a\\]\\{b\\}');
  });

  it('has no parts in an empty folder', () => {
    expect(partsOf(folderWith({}))).toMatchObject({ parts: [], total_files: 0 });
  });

  it('works in a repository without a commit', () => {
    const folder = folderWith({ 'a/x.ts': 'x\n' });
    git(folder, 'init', '--quiet');
    expect(partsOf(folder)).toMatchObject({ is_git: true, total_files: 1 });
  });

  it('looks only at its own folder inside a larger repository', () => {
    const folder = repositoryWith({ 'other/x.ts': 'x\n', 'mine/src/a.ts': 'a\n' });
    expect(partsOf(join(folder, 'mine'))).toMatchObject({ total_files: 1, parts: [{ id: 'src', path: 'src' }] });
  });

  it('leaves the repository as it was', () => {
    const folder = repositoryWith({ 'src/a.ts': 'a\n' });
    write(folder, { 'src/a.ts': 'changed\n' });
    const index = readFileSync(join(folder, '.git/index'));
    partsOf(folder);
    expect(readFileSync(join(folder, '.git/index')).equals(index)).toBe(true);
    expect(existsSync(join(folder, '.git/index.lock'))).toBe(false);
  });

  it('fails in one line where its parameters are no JSON', () => {
    const { code, stderr, stdout } = startTool('parts', folderWith({}), 'nonsense');
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
