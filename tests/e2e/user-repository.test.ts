import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprint, hostileRepository } from '../helpers/hostile-repository.ts';
import { writePipeline } from '../helpers/pipeline.ts';
import { git, rye, tempRepository } from '../helpers/rye.ts';

describe('the user’s repository', () => {
  it('is byte for byte as before a run, with a failing hook, a failing signer, autocrlf and a dirty tree', async () => {
    const project = hostileRepository(writePipeline);
    const before = fingerprint(project);
    const run = await rye(['run', 'fan', '--offline', '--quiet'], { cwd: project });
    expect(run.code, run.stderr).toBe(0);
    expect(fingerprint(project)).toEqual(before);
  });

  it('is as before after a run was killed and resumed', async () => {
    const project = hostileRepository(writePipeline);
    const before = fingerprint(project);
    await rye(['run', 'fan', '--offline', '--quiet'], { cwd: project, env: { RYE_FAILPOINT: 'tool-started:2' } });
    const resumed = await rye(['resume', '--quiet'], { cwd: project });
    expect(resumed.code, resumed.stderr).toBe(0);
    expect(fingerprint(project)).toEqual(before);
  });

  it('is as before after everything that keeps the state: steering, checks, repairs, packing, pruning', async () => {
    const project = hostileRepository(writePipeline);
    const before = fingerprint(project);
    const run = ['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'];
    await rye(run, { cwd: project, env: { RYE_FAILPOINT: 'tool-finished:4' } });
    rmSync(join(project, '.ai/data/runs/the-run/run.json'), { force: true });
    const commands = [
      ['message', 'the-run', 'root', 'be brief'],
      ['fsck'],
      ['fsck', '--repair'],
      ['pause', 'the-run'],
      ['gc'],
      ['resume', 'the-run', '--quiet'],
      ['runs'],
      ['log', 'the-run'],
      ['prune', 'the-run', '--yes'],
      ['gc'],
    ];
    for (const command of commands) {
      const { code, stderr } = await rye(command, { cwd: project });
      expect(code, `${command.join(' ')}: ${stderr}`).toBe(0);
      expect(fingerprint(project), command.join(' ')).toEqual(before);
    }
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
