import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openProject, steerRun, watchRun } from '#app';
import { closing, seen } from '../app/watch/watching.ts';
import { contextAt } from '../helpers/app-context.ts';
import { fastClock } from '../helpers/fast-clock.ts';
import { groupLives } from '../helpers/group-lives.ts';
import { writePipeline } from '../helpers/pipeline.ts';
import { rye, ryeJson, tempFolder, tempRepository, writeFiles } from '../helpers/rye.ts';
import { detach, eventsOf, inboxOf, ledgerLines, RUN, statusOf, untilAtWork } from '../helpers/steered-run.ts';
import { until } from '../helpers/until.ts';

interface ErrorDocument {
  error: { code: string; message: string; data?: Record<string, unknown> };
}

/** Longer than any test: the run is at work until it is killed. */
const LONG_MS = 600_000;

function pipelineProject(delayMs = 6000): { project: string; ledger: string } {
  const project = tempRepository();
  const ledger = join(tempFolder(), 'ledger');
  writePipeline(project, { delayMs, ledger });
  return { project, ledger };
}

const untilDone = (project: string): Promise<void> =>
  until(async () => (await statusOf(project)).status === 'completed');

/** A thread that stands at no limit cannot be told to wrap up. */
async function expectRefused(project: string): Promise<void> {
  const { code, json } = await ryeJson<ErrorDocument>(['wrap-up', RUN, 'root'], { cwd: project });
  expect(code).toBe(2);
  expect(json.error).toMatchObject({
    code: 'app/wish-refused',
    data: { run_id: RUN, kind: 'wrap_up', reason: REASON },
  });
}

const REASON = 'it does not stand at a limit';

describe('steering from another process', () => {
  it('pauses a run and lets it go on, in the process that drives it', async () => {
    const { project, ledger } = pipelineProject();
    await detach(project);
    await untilAtWork(project);
    const { json } = await ryeJson<object>(['pause', RUN], { cwd: project });
    expect(json).toEqual({ run_id: RUN, thread: expect.stringMatching(/^fan-/), by: 'driver' });
    const paused = await statusOf(project);
    expect(paused.status).toBe('paused');
    expect(paused.waiting_for).toEqual([
      { thread: paused.root, kind: 'paused', id: paused.root, since: expect.any(String), action: `rye unpause ${RUN}` },
    ]);
    const { stdout } = await rye(['unpause', RUN], { cwd: project });
    expect(stdout).toMatch(/^fan-\S+ of the-run goes on\.\n$/);
    await untilDone(project);
    expect(ledgerLines(ledger)).toHaveLength(3);
    const types = (await eventsOf(project)).map(({ type }) => type);
    expect(types.filter((type) => type === 'lease_taken')).toHaveLength(1);
    expect(inboxOf(project)).toEqual([]);
  });

  it('leaves a run paused whose driver dies, for whoever resumes it', async () => {
    const { project, ledger } = pipelineProject();
    await detach(project, { RYE_FAILPOINT: 'intent-settled:1' });
    await untilAtWork(project);
    expect((await rye(['pause', RUN], { cwd: project })).code).toBe(0);
    await until(async () => (await rye(['runs'], { cwd: project })).stdout.includes('paused'));
    expect((await statusOf(project)).status).toBe('paused');
    const resumed = await ryeJson(['resume', RUN, '--quiet'], { cwd: project });
    expect(resumed.json.status).toBe('completed');
    expect(ledgerLines(ledger)).toHaveLength(3);
    const types = (await eventsOf(project)).map(({ type }) => type);
    expect(types.filter((type) => type === 'run_unpaused')).toHaveLength(1);
  });

  it('pauses and unpauses a run that nobody drives', async () => {
    const { project } = pipelineProject();
    await rye(['run', 'fan', '--offline', '--run-id', RUN, '--quiet'], {
      cwd: project,
      env: { RYE_FAILPOINT: 'model-reply-received:2' },
    });
    expect((await ryeJson<object>(['pause', RUN], { cwd: project })).json).toMatchObject({ by: 'asker' });
    expect((await statusOf(project)).status).toBe('paused');
    expect((await ryeJson<object>(['unpause', RUN], { cwd: project })).json).toMatchObject({ by: 'asker' });
    expect((await statusOf(project)).status).toBe('interrupted');
    expect((await ryeJson(['resume', RUN, '--quiet'], { cwd: project })).json.status).toBe('completed');
  });

  it('kills one thread, and the others go on', async () => {
    const { project, ledger } = pipelineProject();
    await detach(project);
    await untilAtWork(project);
    const { stdout } = await rye(['kill', RUN, 'root/leaf1'], { cwd: project });
    expect(stdout).toMatch(/^leaf-\S+ of the-run is killed\.\n$/);
    expect((await statusOf(project)).threads.find(({ place }) => place === 'root/leaf1')?.status).toBe('killed');
    await until(async () => (await statusOf(project)).ended_at !== undefined);
    expect(ledgerLines(ledger)).toHaveLength(2);
  });

  it('kills a run, and every process that its tools started', async () => {
    const { project } = pipelineProject();
    const command = 'trap "" TERM; (trap "" TERM; sleep 600; sleep 600) & wait; sleep 600';
    writeFiles(project, {
      '.ai/offline/fan.yaml': `turns:\n  - calls: [{tool: rye/bash, input: {command: '${command}'}}]\n`,
    });
    await detach(project);
    const processes = join(project, '.ai', 'data', 'runs', RUN, 'live', 'processes');
    const recorded = (): number =>
      existsSync(processes) ? Number(readdirSync(processes)[0]?.replace('.json', '') ?? 0) : 0;
    await until(async () => recorded() > 0 && groupLives(recorded()));
    const pid = recorded();
    const { json } = await ryeJson<object>(['kill', RUN], { cwd: project });
    expect(json).toMatchObject({ by: 'driver' });
    expect(await statusOf(project)).toMatchObject({ status: 'cancelled', threads: [{ status: 'killed' }] });
    expect(groupLives(pid)).toBe(false);
  });

  it('tells a thread something, once', async () => {
    const { project } = pipelineProject();
    await detach(project);
    await untilAtWork(project);
    expect((await rye(['message', RUN, 'root/leaf1', 'be brief'], { cwd: project })).stdout).toMatch(/is told\.\n$/);
    await untilDone(project);
    const told = (await eventsOf(project)).filter(({ type }) => type === 'message_injected');
    expect(told.map(({ data }) => data)).toEqual([{ text: 'be brief', by: 'user' }]);
  });

  it('shows the text of a call in flight, and only there', async () => {
    const { project } = pipelineProject();
    const script =
      'turns:\n  - text: Once upon a time there was a fan.\n    delay_ms: 3000\n    calls: [{tool: directive_return, input: {told: []}}]\n';
    writeFiles(project, { '.ai/offline/fan.yaml': script });
    await detach(project);
    const watcher = closing(watchRun(contextAt(project), RUN));
    const feed = await seen(watcher, ({ live }) => live.size > 0);
    expect([...feed.live.values()]).toEqual([{ callId: 'm1', text: 'Once upon a time there was a ' }]);
    await seen(watcher, ({ state, live }) => state.status === 'completed' && live.size === 0);
    await until(async () => !existsSync(join(project, '.ai', 'data', 'runs', RUN, 'live', 'text.jsonl')));
  });

  it('of which nothing can come is refused by the process that drives the run, with the reason', async () => {
    const { project } = pipelineProject(LONG_MS);
    await detach(project);
    await untilAtWork(project);
    await expectRefused(project);
    expect(inboxOf(project)).toEqual([]);
    const received = (await eventsOf(project)).filter(({ type }) => type === 'intent_received');
    expect(received).toMatchObject([{ data: { kind: 'wrap_up', refused: REASON } }]);
    await rye(['kill', RUN], { cwd: project });
  });

  it('of which nothing can come is refused where nobody drives the run, too', async () => {
    const { project } = pipelineProject(0);
    const env = { RYE_FAILPOINT: 'tool-started:1' };
    await rye(['run', 'fan', '--offline', '--run-id', RUN, '--quiet'], { cwd: project, env });
    await expectRefused(project);
    expect((await eventsOf(project)).map(({ type }) => type)).not.toContain('intent_received');
  });

  it('is left for a driver that does not answer, who takes it in when it can', async () => {
    const { project } = pipelineProject(LONG_MS);
    await detach(project);
    await untilAtWork(project);
    const context = { ...contextAt(project), clock: fastClock(20) };
    const { pid = 0 } = (await (await openProject(context)).store.holder(RUN)) ?? {};
    process.kill(pid, 'SIGSTOP');
    try {
      await expect(steerRun(context, RUN, { kind: 'pause' })).rejects.toMatchObject({
        code: 'app/driver-silent',
        exitCode: 5,
        data: { run_id: RUN, waited_ms: 10_000 },
      });
      expect(inboxOf(project)).toHaveLength(1);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    await until(async () => (await statusOf(project)).status === 'paused');
    expect(inboxOf(project)).toEqual([]);
    await rye(['kill', RUN], { cwd: project });
  });

  it('is refused where the run has ended, with what to do instead', async () => {
    const { project } = pipelineProject();
    await rye(['run', 'fan', '--offline', '--run-id', RUN, '--quiet'], { cwd: project });
    for (const args of [
      ['pause', RUN],
      ['kill', RUN, 'root/leaf1'],
      ['message', RUN, 'root/leaf1', 'hello'],
    ]) {
      const refused = await rye(args, { cwd: project });
      expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('has ended already')]);
    }
    const { code, stderr } = await rye(['message', RUN, 'root', 'hello'], { cwd: project });
    expect([code, stderr]).toEqual([2, expect.stringContaining(`rye resume ${RUN} --message TEXT`)]);
  });
});
