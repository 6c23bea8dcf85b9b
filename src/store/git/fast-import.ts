import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { ByteSink } from './byte-sink.ts';
import { GitFailedError } from './errors.ts';
import { spawnGit } from './run-git.ts';

/** The last commit carries this mark; each one takes it over from the one before. */
const MARK = 1;

/** One commit, as git fast-import takes it. */
export interface NewCommit {
  /** Full name of the ref. */
  ref: string;
  /** The commit before it, where this process has not made that one itself. */
  from?: string;
  /** A line made by `identityLine`. */
  author: string;
  /** ISO 8601. */
  at: string;
  message: string;
  files: readonly { path: string; content: Uint8Array }[];
}

/** A commit in the language of git-fast-import(1). */
export function encodeCommit(commit: NewCommit): Buffer {
  const sink = new ByteSink();
  writeCommit(sink, commit);
  return sink.content;
}

/** Puts a commit into `sink`, as {@link encodeCommit} has it. */
export function writeCommit(sink: ByteSink, commit: NewCommit): void {
  const when = `${Math.floor(Date.parse(commit.at) / 1000)} +0000`;
  const { ref, author, message, from, files } = commit;
  sink.text(`commit ${ref}\nmark :${MARK}\nauthor ${author} ${when}\ncommitter ${author} ${when}\n`);
  sink.text(`data ${Buffer.byteLength(message)}\n${message}\n`);
  if (from !== undefined) sink.text(`from ${from}\n`);
  for (const { path, content } of files) {
    sink.text(`M 100644 inline ${quotePath(path)}\ndata ${content.byteLength}\n`);
    sink.bytes(content);
    sink.text('\n');
  }
  sink.text('\n');
}

function quotePath(path: string): string {
  return `"${path.replace(/[\\"]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}

/**
 * One `git fast-import`, kept open and fed many commits. git itself makes the objects and moves the ref, and refuses
 * to where the ref is no longer where it was: that is the compare-and-swap which fences a second writer.
 *
 * It is never given `--force`, and always `--done`: a stream that ends without the word (a writer that was killed)
 * moves nothing, so that half a commit is never taken for a whole one.
 */
export class FastImport {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<void>;
  #said = '';
  #answer = '';
  #asked: { resolve: (commit: string) => void; reject: (error: Error) => void } | undefined;
  #broken: Error | undefined;
  #failure: GitFailedError | undefined;

  constructor(gitDir: string) {
    this.#child = spawnGit(
      { gitDir },
      ['fast-import', '--quiet', '--done', '--date-format=raw'],
      ['fastimport.unpackLimit=0', 'core.fsync=committed'],
    );
    const child = this.#child;
    child.stdout.on('data', (chunk: Buffer) => this.#hear(chunk.toString('latin1')));
    child.stderr.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString('utf8');
    });
    // A pipe breaks where git has ended; its own words about why arrive with its end.
    child.stdin.on('error', (error) => {
      this.#broken = error;
    });
    child.on('error', (error) => this.#fail('not started', error));
    this.#ended = new Promise((resolve) => {
      child.on('close', (code, signal) => {
        if (code !== 0 || this.#broken || this.#asked)
          this.#fail(signal ? `signal ${signal}` : `exit ${code}`, this.#broken);
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Feeds commits. @throws {GitFailedError} git has ended. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#check();
    if (this.#child.stdin.write(bytes)) return;
    await Promise.race([new Promise((resolve) => this.#child.stdin.once('drain', resolve)), this.#ended]);
    this.#check();
  }

  /**
   * Makes everything fed so far an object in a pack, and moves the refs.
   * @returns the last commit
   * @throws {GitFailedError} with what git says, a refused move of a ref included.
   */
  async checkpoint(): Promise<string> {
    this.#check();
    const answer = new Promise<string>((resolve, reject) => {
      this.#asked = { resolve, reject };
    });
    this.#child.stdin.write(`checkpoint\nget-mark :${MARK}\n`);
    const commit = await answer;
    // A ref that git refused to move is only a warning until the end.
    if (this.#said !== '') throw this.#fail('refused');
    return commit;
  }

  /** Ends the process in good order. @throws {GitFailedError} */
  async finish(): Promise<void> {
    this.#check();
    this.#child.stdin.end('done\n');
    await this.#ended;
    this.#check();
  }

  /** Ends the process where nothing more can come of it. */
  async abandon(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  #hear(text: string): void {
    this.#answer += text;
    if (!this.#answer.endsWith('\n')) return;
    const commit = this.#answer.trim();
    this.#answer = '';
    this.#asked?.resolve(commit);
    this.#asked = undefined;
  }

  #check(): void {
    if (this.#failure) throw this.#failure;
  }

  #fail(exit: string, cause?: Error): GitFailedError {
    const stderr = this.#said || (cause?.message ?? '');
    this.#failure ??= new GitFailedError({ command: 'fast-import', exit, stderr, ...(cause && { cause }) });
    const asked = this.#asked;
    this.#asked = undefined;
    asked?.reject(this.#failure);
    return this.#failure;
  }
}
