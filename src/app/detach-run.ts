import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { ExitCode, RyeError } from '#protocol';
import type { AppContext } from './app-context.ts';
import { openProject } from './open-project.ts';

/** The detached process ended before its run began. */
export class DetachFailedError extends RyeError {
  readonly code = 'app/detach-failed';
  override readonly exitCode: ExitCode;

  constructor(facts: { run_id: string; exit_code: number; output: string }) {
    super(`The detached run did not start: ${facts.output.trim() || `exit code ${facts.exit_code}`}`, {
      hint: 'Run it without --detach to see more.',
      data: facts,
    });
    this.exitCode = Object.values(ExitCode).find((code) => code === facts.exit_code) ?? ExitCode.failed;
  }
}

/** Between two looks at whether the run exists, in ms. */
const LOOK_MS = 20;

/**
 * Starts a run in a process of its own that outlives this one, and returns once its first event is durable.
 * @param args The command line of the run, without `--detach`, with `--run-id`.
 * @throws {DetachFailedError}
 */
export async function detachRun(context: AppContext, runId: string, args: string[]): Promise<{ pid: number }> {
  const { store } = await openProject(context);
  const count = (): Promise<number> =>
    store.read(runId).then(
      (events) => events.length,
      () => 0,
    );
  const before = await count();
  // What the driver prints is for this process alone; all that counts is in the journal.
  const log = join(mkdtempSync(join(tmpdir(), 'rye-detached-')), 'driver.log');
  const output = openSync(log, 'a', 0o600);
  const child = spawn(context.nodePath, [join(context.packageRoot, 'bin', 'rye.js'), ...args], {
    cwd: context.cwd,
    env: context.env as NodeJS.ProcessEnv,
    detached: true,
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  // The file lives on as long as the driver writes to it; nobody else needs its name once the run exists.
  const forget = (): void => rmSync(dirname(log), { recursive: true, force: true });
  let exitCode: number | undefined;
  let fault: Error | undefined;
  child.once('error', (error) => {
    fault = error;
  });
  child.once('exit', (code) => {
    exitCode = code ?? ExitCode.failed;
  });
  try {
    while ((await count()) <= before) {
      if (fault) throw new DetachFailedError({ run_id: runId, exit_code: ExitCode.failed, output: fault.message });
      if (exitCode !== undefined) {
        // A short run may have begun and ended since the look.
        if ((await count()) > before) break;
        throw new DetachFailedError({ run_id: runId, exit_code: exitCode, output: readFileSync(log, 'utf8') });
      }
      await context.clock.sleep(LOOK_MS);
    }
  } finally {
    forget();
  }
  child.unref();
  return { pid: child.pid ?? 0 };
}
