import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { onTestFinished } from 'vitest';
import { GIT_ENV } from './store-project.ts';

/** A process that drives a run, as the tests tell it to. */
export class LineDriver {
  readonly #child: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(projectRoot: string, mode: 'create' | 'open', runId: string) {
    const script = join(import.meta.dirname, 'line-driver.ts');
    const child = spawn(process.execPath, [script, projectRoot, mode, runId], {
      env: GIT_ENV,
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    if (!child.stdout) throw new Error('the driver has no output');
    this.#child = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    onTestFinished(() => this.kill());
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when the run is open. */
  async opened(): Promise<this> {
    await this.#until('open');
    return this;
  }

  /** Tells it one line. @returns the seq of the last event, durable by now */
  async tell(line: string): Promise<number> {
    this.#child.stdin?.write(`${line}\n`);
    return Number((await this.#until('ack ')).slice('ack '.length));
  }

  /** Lets it close the run and end. */
  async close(): Promise<void> {
    this.#child.stdin?.write('close\n');
    await this.#until('closed');
    await this.#ended();
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended();
  }

  async #ended(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    await new Promise((resolve) => this.#child.once('exit', resolve));
  }

  async #until(begins: string): Promise<string> {
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`the driver ended before it said "${begins}"`);
      if (value.startsWith(begins)) return value;
    }
  }
}

/** Starts a process that drives a run. */
export function driveByLine(projectRoot: string, mode: 'create' | 'open', runId: string): Promise<LineDriver> {
  return new LineDriver(projectRoot, mode, runId).opened();
}
