import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fingerprint, hostileRepository } from '../helpers/hostile-repository.ts';
import { writePipeline } from '../helpers/pipeline.ts';
import { rye, ryeJson, writeFiles } from '../helpers/rye.ts';
import { detach, statusOf, untilAtWork } from '../helpers/steered-run.ts';
import { until } from '../helpers/until.ts';

const RUN = ['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'];

/** Longer than any test: the run is at work until it is killed. */
const LONG_MS = 600_000;

describe('rye uninstall', () => {
  it('says what would go, and leaves nothing of rye behind once it is told to', async () => {
    const project = hostileRepository(writePipeline);
    const before = fingerprint(project);
    await rye(RUN, { cwd: project });
    const asked = await rye(['uninstall'], { cwd: project });
    expect(asked.stdout).toContain('would go: 1 runs');
    expect(existsSync(join(project, '.ai/data'))).toBe(true);
    const done = await rye(['uninstall', '--yes'], { cwd: project });
    expect(done.code, done.stderr).toBe(0);
    for (const path of ['.ai/data', '.ai/.gitignore', '.git/rye'])
      expect(existsSync(join(project, path)), path).toBe(false);
    expect(fingerprint(project)).toEqual(before);
    expect((await rye(['runs'], { cwd: project })).stdout).toContain('No runs yet');
    expect((await rye(['uninstall'], { cwd: project })).stdout).toContain('keeps nothing');
  });

  it('keeps runs that have not ended, unless it is told otherwise', async () => {
    const project = hostileRepository(writePipeline);
    await rye(RUN, { cwd: project, env: { RYE_FAILPOINT: 'tool-started:2' } });
    const refused = await rye(['uninstall', '--yes'], { cwd: project });
    expect(refused.code).toBe(4);
    expect(refused.stderr).toContain('the-run');
    expect(refused.stderr).toContain('[store/unfinished-runs]');
    expect((await ryeJson(['status', 'the-run'], { cwd: project })).json.status).toBe('interrupted');
    expect((await rye(['uninstall', '--yes', '--unfinished'], { cwd: project })).code).toBe(0);
    expect(existsSync(join(project, '.ai/data'))).toBe(false);
  });

  it('takes nothing while a run is driven, whatever else it is told', async () => {
    const project = hostileRepository((folder) => writePipeline(folder, { delayMs: LONG_MS }));
    await detach(project);
    await untilAtWork(project);
    const refused = await rye(['uninstall', '--yes', '--unfinished'], { cwd: project });
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain('Living processes drive the-run');
    expect(refused.stderr).toContain('[store/state-in-use]');
    expect((await statusOf(project)).status).toBe('running');
    expect((await rye(['kill', 'the-run'], { cwd: project })).code).toBe(0);
    await until(async () => (await rye(['uninstall', '--yes'], { cwd: project })).code === 0);
    expect(existsSync(join(project, '.ai/data'))).toBe(false);
  });

  it('leaves lines of an ignore file that are the user’s', async () => {
    const project = hostileRepository(writePipeline);
    writeFiles(project, { '.ai/.gitignore': '*.tmp\n' });
    await rye(RUN, { cwd: project });
    await rye(['uninstall', '--yes'], { cwd: project });
    expect(readFileSync(join(project, '.ai/.gitignore'), 'utf8')).toBe('*.tmp\n');
  });
});
