import type { Probe } from '#protocol';
import { finishMove } from './branch-move.ts';
import { Committer, type CommitterOptions, type Progress } from './committer.ts';
import { GitFailedError } from './errors.ts';
import { findOwnHead } from './find-own-head.ts';
import { clearBranchLock, forgetImporter } from './importer-mark.ts';
import { splitLines } from './run-tree.ts';

/**
 * A committer that begins anew where its git fails it: from the branch as it is, and the journal. It does so again only
 * after it has got further; where it has not, it is broken for good, and says so once.
 */
export class RestartingCommitter {
  readonly #options: CommitterOptions;
  readonly #ports: { probe: Probe; onBroken: (error: unknown) => void };
  #committer: Committer;
  /** The last event that was handed over, and so is in the journal. */
  #lastSeq: number;
  /** Where it last began anew: the commit, or that there was none. */
  #restartedFrom: string | undefined;
  #restarting: Promise<void> | undefined;
  #broken: { error: unknown } | undefined;

  constructor(options: CommitterOptions, ports: { probe: Probe; onBroken: (error: unknown) => void }) {
    this.#options = options;
    this.#ports = ports;
    this.#lastSeq = options.journalSeq;
    this.#committer = this.#start(options);
  }

  /** Takes over lines that are durable. Between two committers they are only counted: the next one reads the journal. */
  add(bytes: Buffer): void {
    if (this.#broken) return;
    this.#lastSeq += splitLines(bytes).length;
    if (!this.#restarting) this.#committer.add(bytes);
  }

  /** Like {@link Committer.flush}. */
  flush(): Promise<Progress | undefined> {
    return this.#insist((committer) => committer.flush());
  }

  /** Like {@link Committer.finish}. */
  finish(): Promise<Progress | undefined> {
    return this.#insist((committer) => committer.finish());
  }

  async abandon(): Promise<void> {
    await this.#restarting;
    await this.#committer.abandon();
  }

  /** Does it, with one committer after the other, until it is done or there is none any more. */
  async #insist(work: (committer: Committer) => Promise<Progress | undefined>): Promise<Progress | undefined> {
    for (;;) {
      await this.#restarting;
      if (this.#broken) throw this.#broken.error;
      const committer = this.#committer;
      try {
        return await work(committer);
      } catch (error) {
        await this.#replace(committer, error);
      }
    }
  }

  #start(options: CommitterOptions): Committer {
    const committer: Committer = new Committer(options, {
      probe: this.#ports.probe,
      onFailure: (error) => void this.#replace(committer, error),
    });
    return committer;
  }

  #replace(failed: Committer, error: unknown): Promise<void> {
    if (this.#broken || failed !== this.#committer) return Promise.resolve();
    this.#restarting ??= this.#startAgain(failed, error).finally(() => {
      this.#restarting = undefined;
      if (!this.#broken) this.#committer.begin();
    });
    return this.#restarting;
  }

  async #startAgain(failed: Committer, error: unknown): Promise<void> {
    try {
      await failed.abandon();
      // Anything else is no fault of a git process, and another one would meet it too.
      if (!(error instanceof GitFailedError)) throw error;
      const { gitDir, runId, fence } = this.#options;
      forgetImporter(gitDir, runId);
      clearBranchLock(gitDir, runId);
      await finishMove(gitDir, runId);
      const head = await findOwnHead(gitDir, { runId, fence, ...(failed.head && { after: failed.head }) });
      const from = head?.commit ?? 'nothing';
      if (from === this.#restartedFrom) throw error;
      this.#restartedFrom = from;
      const { head: _, ...options } = this.#options;
      this.#committer = this.#start({
        ...options,
        ...(head && { head }),
        journalSeq: this.#lastSeq,
        laidSeq: failed.laidSeq,
      });
    } catch (reason) {
      this.#broken = { error: reason };
      this.#ports.onBroken(reason);
    }
  }
}
