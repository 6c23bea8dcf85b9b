import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { GitFailedError } from './errors.ts';
import { spawnGit } from './run-git.ts';

/** One git process that is kept open: it is fed, asked, and ended in good order. */
export class OpenGit {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #command: string;
  readonly #ended: Promise<void>;
  #said = '';
  #answer = '';
  #asked:
    | { isWhole: (answer: string) => boolean; resolve: (answer: string) => void; reject: (error: Error) => void }
    | undefined;
  #broken: Error | undefined;
  #failure: GitFailedError | undefined;

  /** @param config For this process alone, as `name=value`. */
  constructor(gitDir: string, args: readonly string[], config: readonly string[]) {
    this.#command = args[0] ?? '';
    this.#child = spawnGit({ gitDir }, args, config);
    const child = this.#child;
    child.stdout.on('data', (chunk: Buffer) => this.#hear(chunk.toString('latin1')));
    child.stderr.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString('utf8');
    });
    // A pipe breaks where git has ended; its own words about why arrive with its end.
    child.stdin.on('error', (error) => {
      this.#broken = error;
    });
    child.on('error', (error) => this.fail('not started', error));
    this.#ended = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        if (code !== 0 || this.#broken || this.#asked)
          this.fail(signal ? `signal ${signal}` : `exit ${code}`, this.#broken);
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** What it wrote to stderr so far. */
  get said(): string {
    return this.#said;
  }

  /** Feeds bytes. @throws {GitFailedError} git has ended. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#check();
    if (this.#child.stdin.write(bytes)) return;
    await Promise.race([new Promise((resolve) => this.#child.stdin.once('drain', resolve)), this.#ended]);
    this.#check();
  }

  /** Says something, and waits for the answer. @throws {GitFailedError} with what git says. */
  ask(text: string, isWhole: (answer: string) => boolean): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#check();
      this.#asked = { isWhole, resolve, reject };
      this.#child.stdin.write(text);
    });
  }

  /** Ends the process in good order. @throws {GitFailedError} */
  async finish(lastWords = ''): Promise<void> {
    this.#check();
    this.#child.stdin.end(lastWords);
    await this.#ended;
    this.#check();
  }

  /** Ends the process where nothing more can come of it. */
  async abandon(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  /** Makes it broken for good. @returns the error that everybody is told from now on. */
  fail(exit: string, cause?: Error): GitFailedError {
    const stderr = this.#said || (cause?.message ?? '');
    this.#failure ??= new GitFailedError({ command: this.#command, exit, stderr, ...(cause && { cause }) });
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.reject(this.#failure);
    return this.#failure;
  }

  #hear(text: string): void {
    this.#answer += text;
    if (!this.#asked?.isWhole(this.#answer)) return;
    const answer = this.#answer;
    this.#answer = '';
    this.#asked.resolve(answer);
    this.#asked = undefined;
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }
}
