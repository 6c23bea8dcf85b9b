import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#protocol';
import { tempProject } from '../temp-project.ts';

const WRITE = 'rye/file-system/write';
const EDIT = 'rye/file-system/edit_lines';

describe('rye/file-system/write', () => {
  it('writes a file with its folders and leaves it as a fact of the run', async () => {
    const project = tempProject();
    const result = await project.ok(WRITE, { path: 'new/deep/a.txt', content: 'é\n' });
    expect(result).toEqual({ path: 'new/deep/a.txt', bytes: 3, sha256: sha256('é\n') });
    expect(readFileSync(project.path('new/deep/a.txt'), 'utf8')).toBe('é\n');
    expect(project.facts.recorded).toEqual([{ path: 'new/deep/a.txt', content: 'é\n', previous: undefined }]);
  });

  it('replaces a file, keeps its mode, names what was there and leaves no temporary file', async () => {
    const project = tempProject({ 'run.sh': 'old' });
    chmodSync(project.path('run.sh'), 0o750);
    await project.ok(WRITE, { path: 'run.sh', content: 'new' });
    expect(statSync(project.path('run.sh')).mode & 0o777).toBe(0o750);
    expect(project.facts.recorded[0]?.previous).toBe(sha256('old'));
    // What is in the making lies in the run's own folder, so that a crash leaves nothing in the user's tree.
    const files = readdirSync(project.root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    expect(files.map(({ name }) => name)).toEqual(['run.sh']);
  });

  it('writing the same again still leaves a fact, for a call that is run again after a crash', async () => {
    const project = tempProject();
    await project.ok(WRITE, { path: 'a', content: 'x' });
    await project.ok(WRITE, { path: 'a', content: 'x' });
    expect(project.facts.recorded.map((fact) => fact.previous)).toEqual([undefined, sha256('x')]);
  });

  it('goes through the run below .ai/data, also where a symlink leads there', async () => {
    const project = tempProject({ '.ai/data/leads/old.json': '' });
    symlinkSync('.ai/data/leads', project.path('leads'));
    expect(await project.ok(WRITE, { path: '.ai/data/leads/a.json', content: '{}' })).toMatchObject({
      path: '.ai/data/leads/a.json',
    });
    await project.ok(WRITE, { path: 'leads/b.json', content: '[]' });
    expect([...project.facts.data.keys()]).toEqual(['leads/a.json', 'leads/b.json']);
    expect(project.facts.recorded).toEqual([]);
    expect(readdirSync(project.path('.ai/data/leads'))).toEqual(['old.json']);
  });

  it('does not write over a folder', async () => {
    const project = tempProject({ 'a/b': '', '.ai/data/c/d': '' });
    expect(await project.fails(WRITE, { path: 'a', content: '' })).toBe('tools/wrong-kind');
    expect(await project.fails(WRITE, { path: '.ai/data/c', content: '' })).toBe('tools/wrong-kind');
    expect(await project.fails(WRITE, { path: '.', content: '' })).toBe('tools/wrong-kind');
  });

  it('what the system refuses is a failure value', async () => {
    const project = tempProject({ file: '' });
    const outcome = await project.call(WRITE, { path: `${'n'.repeat(300)}.txt`, content: '' });
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'tools/system-refused', data: { errno: 'ENAMETOOLONG' } },
    });
  });
});

describe('rye/file-system/edit_lines', () => {
  it('replaces ranges that count in the file as it was', async () => {
    const project = tempProject({ 'a.txt': '1\n2\n3\n4\n' });
    const edits = [
      { start: 1, end: 1, content: 'one\nand more' },
      { start: 3, end: 4, content: 'end\n' },
    ];
    const result = await project.ok(EDIT, { path: 'a.txt', edits, expected_sha256: sha256('1\n2\n3\n4\n') });
    expect(readFileSync(project.path('a.txt'), 'utf8')).toBe('one\nand more\n2\nend\n');
    expect(result).toEqual({ path: 'a.txt', sha256: sha256('one\nand more\n2\nend\n') });
  });

  it.each([
    [
      'overlap',
      [
        { start: 1, end: 2, content: '' },
        { start: 2, end: 3, content: '' },
      ],
    ],
    ['go past the end', [{ start: 3, end: 4, content: '' }]],
    ['begin past the end', [{ start: 5, end: 4, content: '' }]],
    ['end before they begin', [{ start: 3, end: 1, content: '' }]],
  ])('refuses ranges that %s and changes nothing', async (_, edits) => {
    const project = tempProject({ 'a.txt': '1\n2\n3\n' });
    expect(await project.fails(EDIT, { path: 'a.txt', edits })).toBe('tools/bad-edit');
    expect(readFileSync(project.path('a.txt'), 'utf8')).toBe('1\n2\n3\n');
    expect(project.facts.recorded).toEqual([]);
  });

  it('refuses a file that is not the one that was read', async () => {
    const project = tempProject({ 'a.txt': '1\n' });
    const edits = [{ start: 1, end: 1, content: 'x' }];
    expect(await project.fails(EDIT, { path: 'a.txt', edits, expected_sha256: sha256('0\n') })).toBe(
      'tools/file-changed',
    );
    expect(readFileSync(project.path('a.txt'), 'utf8')).toBe('1\n');
  });

  it('holds .ai/data to the content that was edited, even where the caller names none', async () => {
    const project = tempProject({ '.ai/data/list.txt': 'a\n' });
    await project.ok(EDIT, { path: '.ai/data/list.txt', edits: [{ start: 2, end: 1, content: 'b' }] });
    const written = project.facts.data.get('list.txt');
    expect(written?.expected).toBe(sha256('a\n'));
    expect(Buffer.from(written?.content ?? []).toString()).toBe('a\nb\n');
  });

  it('does not touch a file that is no text', async () => {
    const project = tempProject({ 'a.bin': new Uint8Array([0, 10]) });
    expect(await project.fails(EDIT, { path: 'a.bin', edits: [{ start: 1, end: 1, content: '' }] })).toBe(
      'tools/not-text',
    );
  });
});
