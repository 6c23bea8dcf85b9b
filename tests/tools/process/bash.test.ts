import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import { cleanEnv, type Project, tempProject } from '../temp-project.ts';

const BASH = 'rye/bash';

/** Whether a process exists and is more than an entry that nobody has reaped. */
function runs(pid: number): boolean {
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
}

/** The pid that a command wrote, once it has. */
async function pidIn(project: Project, file: string): Promise<number> {
  for (;;) {
    try {
      const pid = Number(readFileSync(project.path(file), 'utf8'));
      if (pid > 0) return pid;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
    await sleep(10);
  }
}

/** A signal that aborts once the command has written its pid. */
function abortWhenWritten(project: Project, file: string): AbortSignal {
  const controller = new AbortController();
  void pidIn(project, file).then(() => controller.abort());
  return controller.signal;
}

describe('rye/bash', () => {
  it('returns what the command wrote and its exit code, which need not be 0', async () => {
    const project = tempProject({ 'sub/a.txt': 'a' });
    const result = await project.ok(BASH, { command: 'ls; echo oops >&2; exit 3', cwd: 'sub' });
    expect(result).toEqual({ stdout: 'a.txt\n', stderr: 'oops\n', exit_code: 3 });
    expect(await project.ok(BASH, { command: 'kill -KILL $$' })).toMatchObject({ exit_code: 137 });
  });

  it('has an empty input and leads a group of its own, registered while it runs', async () => {
    const project = tempProject();
    const { stdout } = await project.ok<{ stdout: string }>(BASH, { command: 'cat; ps -o pgid= -p $$' });
    expect(Number(stdout)).toBe(project.facts.added[0]);
    expect(project.facts.groups).toEqual(['add', 'remove']);
  });

  it('does nothing before it is registered, and nothing at all where that fails', async () => {
    const project = tempProject();
    const processes = {
      add: () => sleep(50).then(() => Promise.reject(new Error('no registry'))),
      remove: async () => undefined,
    };
    await expect(project.call(BASH, { command: 'touch ran' }, { processes })).rejects.toThrow('no registry');
    expect(await project.ok('rye/file-system/ls', {})).toEqual({ entries: [] });
  });

  it('ends the whole tree when its time is over, and keeps what was said until then', async () => {
    const project = tempProject();
    const command = 'echo begun; sleep 60 & echo $! > child; (sleep 60; true) & wait';
    const outcome = await project.call(BASH, { command, timeout: 0.5 });
    expect(outcome).toMatchObject({
      ok: false,
      error: { code: 'tools/timed-out', data: { timeout_ms: 500 } },
      result: { stdout: 'begun\n' },
    });
    expect(runs(await pidIn(project, 'child'))).toBe(false);
  });

  it('kills what ignores SIGTERM', async () => {
    const project = tempProject();
    const command = "trap '' TERM; echo $$ > shell; while :; do sleep 0.1; done";
    const outcome = await project.call(BASH, { command }, { signal: abortWhenWritten(project, 'shell') });
    expect(outcome).toMatchObject({ ok: false, error: { code: 'tools/aborted' }, result: { exit_code: 137 } });
    expect(runs(await pidIn(project, 'shell'))).toBe(false);
  });

  it('settles although a process in a session of its own holds the output open', async () => {
    const project = tempProject();
    const command =
      "setsid sh -c 'echo $$ > far; exec sleep 60' & nohup sleep 60 & echo $! > near; while [ ! -s far ]; do sleep 0.01; done; echo done";
    const result = await project.ok(BASH, { command });
    const far = await pidIn(project, 'far');
    onTestFinished(() => void process.kill(far, 'SIGKILL'));
    expect(result).toMatchObject({ stdout: 'done\n', exit_code: 0 });
    expect(runs(await pidIn(project, 'near'))).toBe(false);
    expect(runs(far), 'beyond the reach of a group').toBe(true);
  });

  it('does not start where the call is already cancelled', async () => {
    const project = tempProject();
    expect(await project.fails(BASH, { command: 'touch ran' }, { signal: AbortSignal.abort() })).toBe('tools/aborted');
    expect(project.facts.groups).toEqual([]);
  });

  it('keeps a long output whole as an artifact and returns its beginning and end', async () => {
    const project = tempProject();
    const outcome = await project.call(BASH, { command: 'seq 1 100000' });
    if (!outcome.ok) throw new Error(outcome.error.message);
    const { stdout } = outcome.result as { stdout: string };
    expect(outcome.truncated).toBe(true);
    expect(stdout.startsWith('1\n2\n3\n')).toBe(true);
    expect(stdout.endsWith('99999\n100000\n')).toBe(true);
    expect(stdout).toContain(`"ref": "${outcome.artifact?.sha256}"`);
    const kept = JSON.parse(Buffer.from(project.facts.kept.get(outcome.artifact?.sha256 ?? '') ?? []).toString());
    expect(kept.stdout).toHaveLength(588_895);
  });

  it('bounds what it keeps of an endless output', async () => {
    const project = tempProject();
    const outcome = await project.call(BASH, { command: 'head -c 30000000 /dev/zero | tr "\\0" x' });
    expect(outcome).toMatchObject({ ok: true, truncated: true });
    expect(outcome.artifact?.bytes).toBeLessThan(11 * 1024 * 1024);
  });

  it('has the user’s environment without rye’s credentials and git’s places, and knows its run', async () => {
    const env = cleanEnv({
      ANTHROPIC_API_KEY: 'k'.repeat(20),
      GIT_DIR: '/nowhere',
      GIT_CONFIG_COUNT: '0',
      EDITOR: 'vi',
    });
    const project = tempProject({}, { env });
    const { stdout } = await project.ok<{ stdout: string }>(BASH, { command: 'env' });
    const names = stdout.split('\n').map((line) => line.split('=')[0]);
    expect(names).toEqual(
      expect.arrayContaining([
        'PATH',
        'EDITOR',
        'GIT_CONFIG_GLOBAL',
        'RYE_RUN',
        'RYE_THREAD',
        'RYE_CALL',
        'RYE_PROJECT',
      ]),
    );
    for (const name of ['ANTHROPIC_API_KEY', 'GIT_DIR', 'GIT_CONFIG_COUNT']) expect(names).not.toContain(name);
  });

  it('says where there is no shell, or no folder to run in', async () => {
    const project = tempProject({}, { env: { PATH: '/nowhere' } });
    expect(await project.fails(BASH, { command: 'true' })).toBe('tools/cannot-start');
    expect(await project.fails(BASH, { command: 'true', cwd: 'none' })).toBe('tools/no-such-file');
  });
});
