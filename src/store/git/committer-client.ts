import { Worker } from 'node:worker_threads';
import { type ErrorFact, RyeError } from '#protocol';
import { UnknownContentError } from '../errors.ts';
import type { Progress } from './committer.ts';
import type { CommitterStart, FromCommitter, ToCommitter } from './committer-messages.ts';
import { CommitFailedError, HeadMovedError } from './errors.ts';

/**
 * The longest that durable lines wait for others to be handed over with them. The committer gathers for longer anyway,
 * and a message to another thread costs more than the lines in it.
 */
const GATHER_MS = 5;
const GATHER_LINES = 64;
/** What the thread's short-lived objects may take: with the bound of Node a storm left 40 MB more in it, and was no quicker. */
const YOUNG_MB = 8;

/** The committer as the main thread sees it. What fails there never touches the journal. */
export class CommitterClient {
  readonly #runId: string;
  readonly #worker: Worker;
  readonly #asked = new Map<
    number,
    { resolve: (head: Progress | undefined) => void; reject: (error: Error) => void }
  >();
  readonly #ended: Promise<void>;
  #lastId = 0;
  #gathered: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #failure: Error | undefined;

  constructor(start: CommitterStart) {
    this.#runId = start.runId;
    // From source the thread runs the TypeScript file; bundled, the file of its name beside the bundle.
    const name = import.meta.url.endsWith('.ts') ? './committer-worker.ts' : './committer-worker.js';
    this.#worker = new Worker(new URL(name, import.meta.url), {
      workerData: start,
      execArgv: [],
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    });
    this.#worker.on('message', (message: FromCommitter) => this.#hear(message));
    this.#worker.on('error', (error) => this.#fail(error));
    this.#ended = new Promise((resolve) => {
      this.#worker.on('exit', (code) => {
        if (code !== 0 || this.#asked.size > 0) this.#fail(new Error(`its thread ended with ${code}`));
        resolve();
      });
    });
  }

  /** @throws {CommitFailedError} nothing can be committed any more, until the run is opened again. */
  check(): void {
    const failure = this.#failure;
    if (failure === undefined) return;
    if (failure instanceof CommitFailedError) throw failure;
    throw new CommitFailedError({ runId: this.#runId, reason: failure.message, cause: failure });
  }

  /** Hands over lines that are durable. Once nothing can be committed they stay in the journal alone. */
  add(lines: readonly Buffer[]): void {
    if (this.#failure) return;
    for (const line of lines) this.#gathered.push(line);
    if (this.#gathered.length >= GATHER_LINES) this.#handOver();
    else this.#timer ??= setTimeout(() => this.#handOver(), GATHER_MS);
  }

  #handOver(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const lines = this.#gathered;
    this.#gathered = [];
    if (lines.length > 0 && !this.#failure) this.#post({ kind: 'lines', bytes: Buffer.concat(lines) });
  }

  /** Resolves when everything handed over is committed. @throws {CommitFailedError} @throws {HeadMovedError} */
  flush(): Promise<Progress | undefined> {
    return this.#ask('flush');
  }

  /** Flushes, and ends git and the thread. @throws {CommitFailedError} @throws {HeadMovedError} */
  async finish(): Promise<Progress | undefined> {
    try {
      return await this.#ask('finish');
    } finally {
      if (this.#failure) await this.#worker.terminate();
      await this.#ended;
    }
  }

  #ask(kind: 'flush' | 'finish'): Promise<Progress | undefined> {
    if (this.#failure) return Promise.reject(this.#failure);
    this.#handOver();
    this.#lastId += 1;
    const id = this.#lastId;
    return new Promise((resolve, reject) => {
      this.#asked.set(id, { resolve, reject });
      this.#post({ kind, id });
    });
  }

  #post(message: ToCommitter): void {
    this.#worker.postMessage(message);
  }

  #hear(message: FromCommitter): void {
    switch (message.kind) {
      case 'done':
        this.#asked.get(message.id)?.resolve(message.head);
        this.#asked.delete(message.id);
        break;
      case 'failed':
        this.#asked.get(message.id)?.reject(toError(this.#runId, message.error));
        this.#asked.delete(message.id);
        break;
      case 'broken':
        this.#fail(toError(this.#runId, message.error));
        break;
    }
  }

  #fail(error: Error): void {
    const isTold = error instanceof RyeError;
    this.#failure ??= isTold
      ? error
      : new CommitFailedError({ runId: this.#runId, reason: error.message, cause: error });
    for (const { reject } of this.#asked.values()) reject(this.#failure);
    this.#asked.clear();
  }
}

function toError(runId: string, fact: ErrorFact): Error {
  const { expected, found, sha256 } = fact.data ?? {};
  if (fact.code === 'store/unknown-content' && typeof sha256 === 'string') {
    return new UnknownContentError({ runId, sha256 });
  }
  if (fact.code === 'store/head-moved' && typeof expected === 'string' && typeof found === 'string') {
    return new HeadMovedError({ branch: runId, expected, found });
  }
  return new CommitFailedError({ runId, reason: fact.message });
}
