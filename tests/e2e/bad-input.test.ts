import { readdirSync, symlinkSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writePipeline } from '../helpers/pipeline.ts';
import { git, rye, ryeJson, startRye, tempFolder, tempRepository, writeFiles } from '../helpers/rye.ts';
import { until } from '../helpers/until.ts';

interface ErrorDocument {
  error: { code: string; message: string; hint?: string; data?: Record<string, unknown> };
}

describe('bad input', () => {
  it('an unknown item names the nearest ones and exits 2', async () => {
    const project = pipelineProject();
    const { code, stderr } = await rye(['run', 'fam', '--offline'], { cwd: project });
    expect(code).toBe(2);
    expect(stderr).toMatch(/fam/);
    expect(stderr).toMatch(/fan/);
    expect(readdirSync(join(project, '.ai'))).not.toContain('data');
  });

  it('a missing and an unknown input are named, and no run is left behind', async () => {
    const project = pipelineProject();
    const { code, json } = await ryeJson<ErrorDocument>(['run', 'leaf', '--offline', '-i', 'nmae=x'], { cwd: project });
    expect(code).toBe(2);
    expect(json.error.code).toBe('runtime/invalid-inputs');
    expect(json.error.data).toMatchObject({ missing: ['name'], unknown: ['nmae'] });
    expect((await ryeJson<{ runs: unknown[] }>(['runs'], { cwd: project })).json.runs).toEqual([]);
  });

  it('inputs that are too large for an event are named with what they may have, and no run is left behind', async () => {
    const project = pipelineProject();
    writeFiles(project, { 'inputs.json': JSON.stringify({ name: 'x'.repeat(300_000) }) });
    const args = ['run', 'leaf', '--offline', '--inputs', 'inputs.json'];
    const { code, json } = await ryeJson<ErrorDocument>(args, { cwd: project });
    expect(code).toBe(2);
    expect(json.error).toMatchObject({
      code: 'runtime/inputs-too-large',
      data: { item: 'leaf', bytes: 300_011, most: 262_144 },
    });
    expect((await ryeJson<{ runs: unknown[] }>(['runs'], { cwd: project })).json.runs).toEqual([]);
  });

  it('an invalid directive shows file:line:col and what is wrong', async () => {
    const project = pipelineProject();
    writeFiles(project, {
      '.ai/directives/broken.md': '# broken\n\n```xml\n<directive name="broken">\n  <metadata>\n</directive>\n```\n',
    });
    const { code, stderr } = await rye(['run', 'broken', '--offline'], { cwd: project });
    expect(code).toBe(2);
    expect(stderr).toMatch(/\.ai\/directives\/broken\.md:\d+:\d+/);
  });

  it('wrong usage exits 2: no such command, option, limit, budget, run id', async () => {
    const project = pipelineProject();
    for (const args of [
      ['runn', 'fan'],
      ['run', 'fan', '--offlin'],
      ['run', 'fan', '--offline', '--limit', 'turn=3'],
      ['run', 'fan', '--offline', '--budget', 'lots'],
      ['run', 'fan', '--offline', '--run-id', 'Not-One'],
      ['run', 'fan', '--offline', '--inputs', 'nowhere.json'],
      ['show', 'fan@x'],
      ['transcript', 'nowhere', 'root'],
    ]) {
      const { code, stderr } = await rye(args, { cwd: project });
      expect(code, args.join(' ')).toBe(2);
      expect(stderr, args.join(' ')).not.toBe('');
      expect(stderr, args.join(' ')).not.toMatch(/at .*\.js:\d+/);
    }
  });

  it('without a key the message names the variable and the offline way, and exits 3', async () => {
    const { code, json } = await ryeJson<ErrorDocument>(['run', 'fan'], { cwd: pipelineProject() });
    expect(code).toBe(3);
    expect(json.error.message).toContain('ANTHROPIC_API_KEY');
    expect(json.error.hint).toContain('--offline');
  });

  it('an unknown run names those nearest to it and exits 2', async () => {
    const project = pipelineProject();
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], { cwd: project });
    const { code, stderr } = await rye(['status', 'the-rum'], { cwd: project });
    expect(code).toBe(2);
    expect(stderr).toContain('the-run');
  });

  it('a finished run is not resumed without a message, and says so', async () => {
    const project = pipelineProject();
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], { cwd: project });
    const { code, json } = await ryeJson<ErrorDocument>(['resume', 'the-run'], { cwd: project });
    expect(code).toBe(2);
    expect(json.error.code).toBe('app/nothing-to-resume');
  });
});

describe('a bad environment', () => {
  it('no git gives one clear message and exit 3', async () => {
    const project = pipelineProject();
    const { code, stderr } = await rye(['run', 'fan', '--offline'], {
      cwd: project,
      env: { PATH: pathWithout('git') },
    });
    expect(code, stderr).toBe(3);
    expect(stderr).toMatch(/git/);
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(4);
  });

  it('a run held by another process exits 5 and names it', async () => {
    const project = tempRepository();
    writePipeline(project, { leaves: 1, steps: 1, delayMs: 30_000 });
    const driver = startRye(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], { cwd: project });
    await until(async () => (await rye(['status', 'the-run'], { cwd: project })).stdout.includes('leaf0'));
    const { code, json } = await ryeJson<ErrorDocument>(['resume', 'the-run'], { cwd: project });
    expect(code).toBe(5);
    expect(json.error.code).toBe('store/held');
    expect(json.error.message).toContain(String(driver.child.pid));

    driver.child.kill('SIGINT');
    const interrupted = await driver.finished;
    expect(interrupted.code).toBe(130);
    expect((await rye(['status', 'the-run', '--json'], { cwd: project })).stdout).toContain('"status":"interrupted"');
  });

  it('cancel from another process ends the run that is driven', async () => {
    const project = tempRepository();
    writePipeline(project, { leaves: 2, steps: 1, delayMs: 30_000 });
    const driver = startRye(['run', 'fan', '--offline', '--quiet', '--json', '--run-id', 'the-run'], { cwd: project });
    await until(async () => (await rye(['status', 'the-run'], { cwd: project })).stdout.includes('leaf1'));
    expect((await rye(['cancel', 'the-run', 'root/leaf1'], { cwd: project })).code).toBe(0);
    expect((await rye(['status', 'the-run'], { cwd: project })).stdout).toMatch(/leaf1 +cancelled/);
    expect((await rye(['cancel', 'the-run'], { cwd: project })).code).toBe(0);
    const { code, stdout } = await driver.finished;
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ status: 'cancelled' });
    expect(git(join(project, '.ai/data'), 'fsck', '--strict')).toBe('');
  });
});

function pipelineProject(): string {
  const project = tempRepository();
  writePipeline(project);
  return project;
}

/** A PATH on which every program of the real one is found but this. */
function pathWithout(program: string): string {
  const folder = tempFolder();
  for (const dir of (process.env['PATH'] ?? '').split(delimiter).reverse()) {
    for (const name of listed(dir)) {
      if (name !== program && !name.startsWith(`${program}-`)) link(join(dir, name), join(folder, name));
    }
  }
  return folder;
}

function listed(dir: string): string[] {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
}

function link(target: string, path: string): void {
  try {
    symlinkSync(target, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}
