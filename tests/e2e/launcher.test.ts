import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { oldNode } from '../helpers/old-node.ts';
import { writePipeline } from '../helpers/pipeline.ts';
import { checkout, cleanEnv, rye, tempRepository } from '../helpers/rye.ts';
import { until } from '../helpers/until.ts';

describe('the launcher under an older Node', () => {
  it.skipIf(!oldNode)(
    'passes one Ctrl-C of a terminal on as one: the run ends resumable, with its summary',
    async () => {
      const { project, launcher, finished } = await begun();
      // A terminal signals the whole foreground group.
      process.kill(-(launcher.pid ?? 0), 'SIGINT');
      const { code, stdout } = await finished;
      expect(code).toBe(130);
      expect(stdout).toContain('rye resume the-run');
      expect((await rye(['status', 'the-run', '--json'], { cwd: project })).stdout).toContain('"status":"interrupted"');
    },
  );

  it.skipIf(!oldNode)('takes its run with it when it is killed', async () => {
    const { project, launcher, finished } = await begun();
    launcher.kill('SIGKILL');
    await finished;
    await until(async () =>
      (await rye(['status', 'the-run', '--json'], { cwd: project })).stdout.includes('"interrupted"'),
    );
  });
});

async function begun(): Promise<{
  project: string;
  launcher: ChildProcess;
  finished: Promise<{ code: number | null; stdout: string }>;
}> {
  const project = tempRepository();
  writePipeline(project, { leaves: 1, delayMs: 60_000 });
  const args = [join(checkout, 'bin/rye.js'), 'run', 'fan', '--offline', '--quiet', '--run-id', 'the-run'];
  const launcher = spawn(oldNode ?? '', args, { cwd: project, env: cleanEnv(), detached: true });
  let stdout = '';
  launcher.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  const finished = new Promise<{ code: number | null; stdout: string }>((resolve) =>
    launcher.once('close', (code) => resolve({ code, stdout })),
  );
  await until(async () => (await rye(['status', 'the-run'], { cwd: project })).stdout.includes('leaf0'));
  return { project, launcher, finished };
}
