import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { tempProject } from './temp-project.ts';

const READ = 'rye/file-system/read';
const WRITE = 'rye/file-system/write';

describe('paths of tools', () => {
  it.each(['../other.txt', 'a/../../other.txt', '/etc/passwd', '..'])(
    '%s is refused, for it leads outside',
    async (path) => {
      const project = tempProject({ 'a/b.txt': 'b' });
      writeFileSync(project.path('../other.txt'), 'secret');
      expect(await project.fails(READ, { path })).toBe('tools/path-refused');
      expect(await project.fails(WRITE, { path, content: 'x' })).toBe('tools/path-refused');
    },
  );

  it.each([
    '.git/config',
    'sub/.git/hooks/pre-commit',
    '.GIT/config',
    '.ai/data/runs/r/run.json',
    '.ai/data/RUNS/x',
    '.ai/data/.git',
    'a/../.git/HEAD',
  ])('%s belongs to git or rye and is refused', async (path) => {
    const project = tempProject();
    expect(await project.fails(WRITE, { path, content: 'x' })).toBe('tools/path-refused');
    expect(await project.fails(READ, { path })).toBe('tools/path-refused');
  });

  it.each([
    '.ai/tools/own.sh',
    '.ai/directives/me.md',
    '.ai/config/agent/pricing.yaml',
    '.ai/offline/x.yaml',
    '.AI/tools/own.sh',
    'a/../.ai/.gitignore',
  ])('%s decides what agents may do: it is read, and not written', async (path) => {
    const project = tempProject({ '.ai/tools/own.sh': 'echo', '.ai/config/agent/pricing.yaml': '{}' });
    expect(await project.fails(WRITE, { path, content: 'x' })).toBe('tools/path-refused');
    expect(
      await project.fails('rye/file-system/edit_lines', { path, edits: [{ start: 1, end: 1, content: 'x' }] }),
    ).toBe('tools/path-refused');
    expect((await project.call(READ, { path: '.ai/tools/own.sh' })).ok).toBe(true);
  });

  it('knowledge is written like any other file', async () => {
    const outcome = await tempProject().call(WRITE, { path: '.ai/knowledge/learnings/bees.md', content: '# Bees' });
    expect(outcome.ok).toBe(true);
  });

  it('a refusal names the path and the rule', async () => {
    const outcome = await tempProject().call(READ, { path: '.git/config' });
    expect(outcome).toMatchObject({ ok: false, error: { data: { path: '.git/config', rule: '.git belongs to git' } } });
  });

  it('a symlink out of the project is followed before it is judged', async () => {
    const project = tempProject({ 'in/a.txt': 'a' });
    mkdirSync(project.path('../outside'));
    writeFileSync(project.path('../outside/x.txt'), 'secret');
    symlinkSync('../outside', project.path('door'));
    symlinkSync('../outside/x.txt', project.path('file-link'));
    symlinkSync('../outside/not-yet.txt', project.path('dangling'));
    for (const path of ['door/x.txt', 'door/new.txt', 'file-link', 'dangling', 'door']) {
      expect(await project.fails(WRITE, { path, content: 'x' }), path).toBe('tools/path-refused');
    }
    expect(await project.fails('rye/bash', { command: 'pwd', cwd: 'door' })).toBe('tools/path-refused');
  });

  it('a symlink to the record of runs is refused, one inside the project is used', async () => {
    const project = tempProject({ '.ai/data/runs/r/run.json': '{}', 'real/a.txt': 'a\n' });
    symlinkSync('.ai/data/runs', project.path('records'));
    symlinkSync('real', project.path('alias'));
    expect(await project.fails(READ, { path: 'records/r/run.json' })).toBe('tools/path-refused');
    await project.ok(WRITE, { path: 'alias/b.txt', content: 'b' });
    expect(project.facts.recorded[0]?.path).toBe('real/b.txt');
  });

  it('names that only look like .git are ordinary', async () => {
    const project = tempProject({ '.gitignore': 'x\n', '.github/ci.yml': 'on: push\n' });
    expect(await project.ok(READ, { path: '.gitignore' })).toMatchObject({ content: 'x\n' });
    expect(await project.ok(READ, { path: project.path('.github/ci.yml') })).toMatchObject({ content: 'on: push\n' });
  });

  it('a NUL character is refused', async () => {
    expect(await tempProject().fails(READ, { path: 'a\0b' })).toBe('tools/path-refused');
  });
});
