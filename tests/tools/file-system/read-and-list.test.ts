import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { cleanEnv, tempProject } from '../temp-project.ts';

describe('rye/file-system/read', () => {
  it('returns the whole of a small file, and names it as read', async () => {
    const project = tempProject({ 'a.txt': 'one\ntwo\n' });
    expect(await project.call('rye/file-system/read', { path: './a.txt' })).toEqual({
      ok: true,
      result: { content: 'one\ntwo\n', lines: 2, truncated: false },
      filesRead: ['a.txt'],
    });
  });

  it('returns the lines asked for, and says that more follow', async () => {
    const project = tempProject({ 'a.txt': 'one\ntwo\nthree\nfour' });
    const read = (input: object) => project.ok('rye/file-system/read', { path: 'a.txt', ...input });
    expect(await read({ offset: 2, limit: 2 })).toEqual({ content: 'two\nthree\n', lines: 4, truncated: true });
    expect(await read({ offset: 4 })).toEqual({ content: 'four', lines: 4, truncated: false });
    expect(await read({ offset: 9 })).toEqual({ content: '', lines: 4, truncated: false });
  });

  it('returns at most 2000 lines where no limit is given', async () => {
    const project = tempProject({ 'a.txt': 'x\n'.repeat(2500) });
    const result = await project.ok('rye/file-system/read', { path: 'a.txt' });
    expect(result).toEqual({ content: 'x\n'.repeat(2000), lines: 2500, truncated: true });
  });

  it('says what is in the way: nothing there, a folder, no text, a pipe', async () => {
    const project = tempProject({
      'f/a.txt': 'a',
      'b.bin': new Uint8Array([1, 0, 2]),
      'latin.txt': new Uint8Array([0x63, 0xe9]),
    });
    execFileSync('mkfifo', [project.path('pipe')]);
    const code = (path: string) => project.fails('rye/file-system/read', { path });
    expect(await code('none.txt')).toBe('tools/no-such-file');
    expect(await code('f/a.txt/b')).toBe('tools/no-such-file');
    expect(await code('f')).toBe('tools/wrong-kind');
    expect(await code('pipe')).toBe('tools/wrong-kind');
    expect(await code('b.bin')).toBe('tools/not-text');
    expect(await code('latin.txt')).toBe('tools/not-text');
  });

  it('reads what pipelines keep below .ai/data', async () => {
    const project = tempProject({ '.ai/data/leads/a.json': '{}' });
    expect(await project.ok('rye/file-system/read', { path: '.ai/data/leads/a.json' })).toMatchObject({
      content: '{}',
    });
  });

  it('refuses input that does not fit its schema', async () => {
    const project = tempProject({ 'a.txt': 'a' });
    expect(await project.fails('rye/file-system/read', { path: 'a.txt', offset: 0 })).toBe('tools/invalid-input');
    expect(await project.fails('rye/file-system/read', { path: 'a.txt', lines: 3 })).toBe('tools/invalid-input');
  });
});

describe('rye/file-system/ls', () => {
  it('lists a folder by name with types and sizes, git and run records left out', async () => {
    const project = tempProject({ 'b.txt': '12345', 'a/x': '', '.ai/data/runs/r': '', '.ai/data/kept.json': '{}' });
    mkdirSync(project.path('.git'));
    symlinkSync('b.txt', project.path('link'));
    expect(await project.ok('rye/file-system/ls', {})).toEqual({
      entries: [
        { name: '.ai', type: 'folder', size: 0 },
        { name: 'a', type: 'folder', size: 0 },
        { name: 'b.txt', type: 'file', size: 5 },
        { name: 'link', type: 'symlink', size: 0 },
      ],
    });
    const data = await project.ok('rye/file-system/ls', { path: '.ai/data' });
    expect(data).toEqual({ entries: [{ name: 'kept.json', type: 'file', size: 2 }] });
  });

  it('says where there is no folder', async () => {
    const project = tempProject({ 'b.txt': '' });
    expect(await project.fails('rye/file-system/ls', { path: 'none' })).toBe('tools/no-such-file');
    expect(await project.fails('rye/file-system/ls', { path: 'b.txt' })).toBe('tools/wrong-kind');
  });
});

const TREE = {
  '.gitignore': 'dist/\nnode_modules/\n*.log\n',
  'src/a.ts': 'export const needle = 1;\n',
  'src/deep/b.ts': '// a Needle\n',
  'dist/out.ts': 'needle\n',
  'x.log': 'needle\n',
  'node_modules/m/i.ts': 'needle\n',
};

describe('rye/file-system/glob', () => {
  it('leaves out what git ignores, and counts files that are not added yet', async () => {
    const project = tempProject(TREE);
    project.git('init', '-q');
    project.git('add', 'src/a.ts');
    const glob = async (input: { pattern: string; path?: string }) =>
      (await project.ok('rye/file-system/glob', input))['files'];
    expect(await glob({ pattern: 'src/**/*.ts' })).toEqual(['src/a.ts', 'src/deep/b.ts']);
    expect(await glob({ pattern: '*.ts', path: 'src' })).toEqual(['src/a.ts']);
    expect(await glob({ pattern: '**/*.log' })).toEqual([]);
    expect(await glob({ pattern: '.git*' })).toEqual(['.gitignore']);
  });

  it('asks the repository of the project, wherever GIT_DIR points', async () => {
    const project = tempProject(TREE, { env: cleanEnv({ GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' }) });
    project.git('init', '-q');
    expect(await project.ok('rye/file-system/glob', { pattern: '{src,dist}/*' })).toEqual({ files: ['src/a.ts'] });
  });

  it('walks the folders where there is no repository, node_modules left out', async () => {
    const project = tempProject(TREE, { env: cleanEnv({ GIT_CEILING_DIRECTORIES: '/' }) });
    const { files } = await project.ok('rye/file-system/glob', { pattern: '**/*.ts' });
    expect(files).toEqual(['dist/out.ts', 'src/a.ts', 'src/deep/b.ts']);
  });

  it('finds what pipelines keep below .ai/data, but no run record', async () => {
    const project = tempProject({
      '.ai/.gitignore': '/data/\n',
      '.ai/data/leads/a.json': '',
      '.ai/data/runs/r/b.json': '',
    });
    project.git('init', '-q');
    expect(await project.ok('rye/file-system/glob', { pattern: '.ai/data/**/*.json' })).toEqual({
      files: ['.ai/data/leads/a.json'],
    });
  });

  it('a pattern that climbs out of the project is refused', async () => {
    expect(await tempProject().fails('rye/file-system/glob', { pattern: '../*' })).toBe('tools/path-refused');
  });
});

describe('rye/file-system/grep', () => {
  it('finds lines by regular expression in the files that glob sees', async () => {
    const project = tempProject({ ...TREE, 'bin.dat': new Uint8Array([0x6e, 0, 0x6e]) });
    project.git('init', '-q');
    const outcome = await project.call('rye/file-system/grep', { pattern: '(?i)needle\\b' });
    expect(outcome).toEqual({
      ok: true,
      result: {
        matches: [
          { file: 'src/a.ts', line: 1, text: 'export const needle = 1;' },
          { file: 'src/deep/b.ts', line: 1, text: '// a Needle' },
        ],
      },
      filesRead: ['src/a.ts', 'src/deep/b.ts'],
    });
  });

  it('keeps to a folder, a file, an include and a number of results', async () => {
    const project = tempProject({ 'a/x.md': 'hit\nhit\nhit\n', 'a/y.ts': 'hit\n', 'b/z.md': 'hit\n' });
    const files = async (input: object) => {
      const { matches } = await project.ok('rye/file-system/grep', { pattern: 'hit', ...input });
      return (matches as { file: string; line: number }[]).map(({ file, line }) => `${file}:${line}`);
    };
    expect(await files({ path: 'b' })).toEqual(['b/z.md:1']);
    expect(await files({ path: 'a/y.ts' })).toEqual(['a/y.ts:1']);
    expect(await files({ include: '*.ts' })).toEqual(['a/y.ts:1']);
    expect(await files({ max_results: 2 })).toEqual(['a/x.md:1', 'a/x.md:2']);
    expect(await project.ok('rye/file-system/grep', { pattern: 'hit', max_results: 2 })).toMatchObject({
      truncated: true,
    });
  });

  it('does not follow a symlink out of the project', async () => {
    const project = tempProject({ 'a.txt': 'nothing' });
    symlinkSync('/etc/passwd', project.path('users'));
    expect(await project.ok('rye/file-system/grep', { pattern: 'root' })).toEqual({ matches: [] });
  });

  it('stops a pattern that backtracks for ever', async () => {
    const project = tempProject({ 'a.txt': `${'a'.repeat(60)}!\n` });
    expect(await project.fails('rye/file-system/grep', { pattern: '^(a+)+$' }, { timeoutMs: 300 })).toBe(
      'tools/search-too-slow',
    );
  });

  it('stops when the call is cancelled', async () => {
    const project = tempProject({ 'a.txt': `${'a'.repeat(60)}!\n` });
    const signal = AbortSignal.timeout(200);
    expect(await project.fails('rye/file-system/grep', { pattern: '^(a+)+$' }, { signal })).toBe('tools/aborted');
  });

  it('says what is wrong with a pattern', async () => {
    expect(await tempProject().fails('rye/file-system/grep', { pattern: '(' })).toBe('tools/bad-pattern');
    expect(await tempProject().fails('rye/file-system/grep', { pattern: 'a', path: 'none' })).toBe(
      'tools/no-such-file',
    );
  });
});
