import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Event } from '#protocol';
import { writePipeline } from '../helpers/pipeline.ts';
import { git, rye, ryeJson, tempFolder, tempRepository } from '../helpers/rye.ts';

describe('rye resume', () => {
  it('goes on with the definitions that the run pinned, whatever became of their files', async () => {
    const project = pipelineProject();
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], {
      cwd: project,
      env: { RYE_FAILPOINT: 'child-spawned:3' },
    });
    writeFileSync(join(project, '.ai/directives/fan.md'), 'no directive any more');
    writeFileSync(join(project, '.ai/directives/leaf.md'), 'no directive any more');
    const { json } = await ryeJson(['resume', 'the-run', '--quiet'], { cwd: project });
    const log = await ryeJson<{ events: Event[] }>(['log', 'the-run', '--type', 'run_recovered'], { cwd: project });
    expect(log.json.events).toMatchObject([{ data: { fence: 2, dropped_bytes: 0 } }]);
    expect(json).toMatchObject({
      status: 'completed',
      outputs: { told: ['I am leaf0: 3', 'I am leaf1: 3', 'I am leaf2: 3'] },
    });
  });

  it('asks for a decision where a side effect was cut off and a person wants to be asked', async () => {
    const ledger = join(tempFolder(), 'ledger');
    const project = tempRepository();
    writePipeline(project, { leaves: 1, ledger });
    const env = { RYE_FAILPOINT: 'tool-finished:2' };
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], { cwd: project, env });
    const asked = await ryeJson<{ error: { code: string; data: { calls: unknown[] } } }>(
      ['resume', 'the-run', '--quiet', '--on-interrupted', 'ask'],
      { cwd: project },
    );
    expect(asked.code).toBe(4);
    expect(asked.json.error).toMatchObject({
      code: 'app/decision-needed',
      data: { calls: [{ thread: 'root/leaf0', tool: 'stamp' }] },
    });
    const resumed = await ryeJson(['resume', 'the-run', '--quiet', '--on-interrupted', 'report'], { cwd: project });
    expect(resumed.json.status).toBe('completed');
    const log = await ryeJson<{ events: Event[] }>(['log', 'the-run', '--type', 'tool_call_interrupted'], {
      cwd: project,
    });
    expect(log.json.events.map(({ data }) => data)).toEqual([{ tool: 'stamp', effect: 'once', decision: 'reported' }]);
  });

  it('without a run takes the newest that was left before its end', async () => {
    const project = pipelineProject();
    const env = { RYE_FAILPOINT: 'tool-started:1' };
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'older'], { cwd: project, env });
    await rye(['run', 'fan', '--offline', '--quiet', '--run-id', 'newer'], { cwd: project, env });
    expect((await ryeJson(['resume', '--quiet'], { cwd: project })).json.run_id).toBe('newer');
    expect((await ryeJson(['resume', '--quiet'], { cwd: project })).json.run_id).toBe('older');
    expect((await rye(['resume', '--quiet'], { cwd: project })).code).toBe(2);
  });

  it('gives a finished run something new to do', async () => {
    const project = pipelineProject();
    const first = await ryeJson(['run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'], { cwd: project });
    const second = await ryeJson(['resume', 'the-run', '--quiet', '--message', 'And now?'], { cwd: project });
    expect(second.json).toMatchObject({ status: 'completed', root: first.json.root, outputs: first.json.outputs });
    expect(second.json.events).toBeGreaterThan(first.json.events);
    expect((await rye(['transcript', 'the-run', 'root'], { cwd: project })).stdout).toContain('And now?');
  });
});

describe('rye run --commit group', () => {
  it('may hold several events in one commit, and log still names the commit of each', async () => {
    const project = tempRepository();
    writePipeline(project, { leaves: 30 });
    await rye(['run', 'fan', '--offline', '--quiet', '--commit', 'group', '--run-id', 'the-run'], { cwd: project });
    const { events } = (await ryeJson<{ events: (Event & { commit: string })[] }>(['log', 'the-run'], { cwd: project }))
      .json;
    const data = join(project, '.ai/data');
    const commits = git(data, 'log', '--reverse', '--format=%H', 'the-run').trim().split('\n');
    expect([...new Set(events.map(({ commit }) => commit))]).toEqual(commits);
    for (const { seq, commit } of events.filter((_, index) => index % 50 === 0)) {
      expect(git(data, 'show', '--format=', commit, '--', 'events')).toContain(`+{"v":1,"seq":${seq},`);
    }
    expect(git(data, 'fsck', '--strict')).toBe('');
  });
});

function pipelineProject(): string {
  const project = tempRepository();
  writePipeline(project);
  return project;
}
