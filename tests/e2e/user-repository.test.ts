import { createHash } from 'node:crypto';
import { chmodSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePipeline } from '../helpers/pipeline.ts';
import { git, rye, tempRepository, writeFiles } from '../helpers/rye.ts';

describe('the user’s repository', () => {
  it('is byte for byte as before a run, with a failing hook, a failing signer, autocrlf and a dirty tree', async () => {
    const project = hostileRepository();
    const before = fingerprint(project);
    const run = await rye(['run', 'fan', '--offline', '--quiet'], { cwd: project });
    expect(run.code, run.stderr).toBe(0);
    expect(fingerprint(project)).toEqual(before);
  });

  it('is as before after a run was killed and resumed', async () => {
    const project = hostileRepository();
    const before = fingerprint(project);
    await rye(['run', 'fan', '--offline', '--quiet'], { cwd: project, env: { RYE_FAILPOINT: 'tool-started:2' } });
    const resumed = await rye(['resume', '--quiet'], { cwd: project });
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(fingerprint(project)).toEqual(before);
  });

  it('shows nothing of rye in status and add', async () => {
    const project = tempRepository({ 'a.txt': 'a\n' });
    writePipeline(project);
    git(project, 'add', '--all');
    git(project, 'commit', '--quiet', '--message=pipeline');
    const run = await rye(['run', 'fan', '--offline', '--quiet'], { cwd: project });
    expect(run.code, run.stderr).toBe(0);
    expect(git(project, 'status', '--porcelain', '--ignored=no')).toBe('');
    git(project, 'add', '.');
    expect(git(project, 'diff', '--cached', '--name-only')).toBe('');
    git(project, 'stash', '--include-untracked');
    git(project, 'clean', '-fd');
    expect((await rye(['runs', '--json'], { cwd: project })).stdout).toContain('"completed"');
  });
});

function hostileRepository(): string {
  const project = tempRepository({ 'a.txt': 'a\n', 'b.txt': 'b\n', '.gitignore': '*.log\n' });
  writePipeline(project);
  git(project, 'config', 'core.autocrlf', 'true');
  git(project, 'config', 'commit.gpgSign', 'true');
  git(project, 'config', 'gpg.program', '/bin/false');
  for (const hook of ['pre-commit', 'post-commit', 'reference-transaction', 'post-checkout', 'post-index-change']) {
    writeFiles(project, {
      [`.git/hooks/${hook}`]: '#!/bin/sh\necho hook ran >> "$(git rev-parse --git-dir)/hook-ran"\nexit 1\n',
    });
    chmodSync(join(project, `.git/hooks/${hook}`), 0o755);
  }
  writeFiles(project, { 'b.txt': 'changed\n', 'staged.txt': 'staged\n', 'untracked.txt': 'untracked\n' });
  // Staged, unstaged, untracked and stashed at once.
  git(project, '-c', 'core.hooksPath=/dev/null', '-c', 'commit.gpgSign=false', 'stash', 'push', '--quiet', 'b.txt');
  writeFiles(project, { 'b.txt': 'changed again\n' });
  git(project, '-c', 'core.hooksPath=/dev/null', 'add', 'staged.txt');
  return project;
}

/** Hashes of everything that is the user's: git's files but rye's own folder, and the tree but `.ai/data`. */
function fingerprint(project: string): Record<string, string> {
  const prints: Record<string, string> = {
    status: git(project, '-c', 'core.hooksPath=/dev/null', 'status', '--porcelain=v2', '--branch'),
  };
  for (const file of filesBelow(project)) {
    if (file.startsWith('.git/rye/') || file.startsWith('.ai/data/') || file === '.ai/.gitignore') continue;
    prints[file] = createHash('sha256')
      .update(readFileSync(join(project, file)))
      .digest('hex');
  }
  return prints;
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => statSync(join(folder, file)).isFile())
    .sort();
}
