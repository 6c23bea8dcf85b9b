import { setTimeout as delay } from 'node:timers/promises';
import type { Event, Probe } from '#protocol';
import { readSegments } from '../journal/read-journal.ts';
import { pureOf } from '../journal/read-segment.ts';
import { forgetMove, noteMove } from './branch-move.ts';
import { CommitEncoder, type CommitFacts } from './commit-encoder.ts';
import { CommitWriter } from './commit-writer.ts';
import { HeadMovedError } from './errors.ts';
import { forgetImporter, noteImporter } from './importer-mark.ts';
import { countPacks, mergePacks } from './merge-packs.ts';
import type { GitProbe } from './probe-git.ts';
import { gitText } from './run-git.ts';
import { type EventLine, splitLines } from './run-tree.ts';
import { EVENTS_PER_CHECKPOINT, takeBatch } from './take-batch.ts';

/** The longest an event waits for others to share its checkpoint. */
const GATHER_MS = 25;
/** Each checkpoint leaves a pack; merged after so many, the cost of a commit stays flat. */
const CHECKPOINTS_PER_MERGE = 100;
/** Between two times at which folded files are laid down, while events keep coming. */
const LAY_DOWN_MS = 200;
/** At the end of a run its packs are merged where this many have come together. */
const PACKS_AT_REST = 50;

export interface CommitterOptions extends CommitFacts {
  gitDir: string;
  /** Shape: `sha1` or `sha256`. */
  objectFormat: string;
  git: GitProbe;
  /** The newest commit and the event that it holds; absent for a run without a branch. */
  head?: { seq: number; commit: string };
  /** Events of the journal to begin with: those that it held when the writer was opened. */
  journalSeq: number;
  /** The last event whose files are laid down, where that is before `head`. */
  laidSeq?: number;
}

/** The newest commit, and the event that it holds. */
export interface Progress {
  seq: number;
  commit: string;
}

/**
 * Turns events into commits of the run's branch, one an event, and lays down what was folded from them. The same code
 * serves a run that goes on and the recovery of one.
 */
export class Committer {
  readonly #options: CommitterOptions;
  readonly #probe: Probe;
  readonly #onFailure: (error: unknown) => void;
  readonly #encoder: CommitEncoder;
  readonly #queue: EventLine[] = [];
  #writer: CommitWriter | undefined;
  #head: Progress | undefined;
  /** The last event whose files are laid down. */
  #laidSeq: number;
  #laidAtMs = 0;
  #seen = false;
  #checkpoints = 0;
  #hurried = false;
  #working: Promise<void> | undefined;
  #failure: Error | undefined;
  /** The run asked for grouped commits, in its first event. */
  #grouped = false;
  #wake = new AbortController();

  /** @param ports.onFailure Told where a commit fails that nobody waits for. */
  constructor(options: CommitterOptions, ports: { probe: Probe; onFailure: (error: unknown) => void }) {
    this.#options = options;
    this.#encoder = new CommitEncoder(options);
    this.#probe = ports.probe;
    this.#onFailure = ports.onFailure;
    this.#head = options.head;
    this.#laidSeq = options.laidSeq ?? options.head?.seq ?? 0;
    this.#replay();
  }

  /** The newest commit that git has acknowledged. */
  get head(): Progress | undefined {
    return this.#head;
  }

  get laidSeq(): number {
    return this.#laidSeq;
  }

  /** Takes over what the journal held: what is committed into the fold, what is not into the queue. */
  #replay(): void {
    const { head, journalSeq, laidSeq = head?.seq ?? 0 } = this.#options;
    if (journalSeq === 0) return;
    for (const each of this.#journalLines()) {
      const { seq } = each.event;
      if (seq > journalSeq) break;
      this.#heed(each.event);
      if (seq > (head?.seq ?? 0)) this.#queue.push(each);
      else if (seq > laidSeq) this.#encoder.pass(each);
      else this.#encoder.skip(each);
    }
    this.#encoder.settle();
    this.#layDown();
  }

  *#journalLines(): Generator<EventLine> {
    const { runId, paths } = this.#options;
    for (const { events, parts } of readSegments({ runId, folder: paths.events })) {
      for (const [index, line] of splitLines(pureOf({ parts })).entries())
        yield { event: events[index] as Event, line };
    }
  }

  #heed(event: Event): void {
    if (event.type === 'run_started') this.#grouped = event.data.commit === 'group';
  }

  add(bytes: Buffer): void {
    for (const line of splitLines(bytes)) {
      const event = JSON.parse(line.toString('utf8')) as Event;
      this.#heed(event);
      this.#queue.push({ event, line });
    }
    if (this.#queue.length >= EVENTS_PER_CHECKPOINT) this.#wake.abort();
    this.begin();
  }

  /** Begins to commit what is queued, and does not wait for it. */
  begin(): void {
    this.#work().catch(this.#onFailure);
  }

  /** Commits everything added so far, and sees that the branch is there. @throws {RyeError} */
  async flush(): Promise<Progress | undefined> {
    this.#hurried = true;
    this.#wake.abort();
    try {
      await this.#work();
    } finally {
      this.#hurried = false;
    }
    if (!this.#seen) await this.#seeHead();
    return this.#head;
  }

  /** Flushes, ends git in good order, and leaves the repository packed. */
  async finish(): Promise<Progress | undefined> {
    await this.flush();
    await this.#endWriter();
    if (countPacks(this.#options.gitDir) >= PACKS_AT_REST) await this.#merge();
    return this.#head;
  }

  async abandon(): Promise<void> {
    await this.#writer?.abandon();
  }

  #work(): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#working) return this.#working;
    if (this.#queue.length === 0) return Promise.resolve();
    this.#working = this.#workOff();
    return this.#working;
  }

  async #workOff(): Promise<void> {
    try {
      while (this.#queue.length > 0) {
        await this.#gather();
        await this.#commit(takeBatch(this.#queue));
        if (this.#queue.length === 0) this.#layDown();
        if (this.#checkpoints >= CHECKPOINTS_PER_MERGE) await this.#recycle();
      }
    } catch (error) {
      // The fold and the tree are ahead of git now: nothing more can be committed from here. The next open can.
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.#queue.length = 0;
      throw error;
    } finally {
      this.#working = undefined;
    }
  }

  async #gather(): Promise<void> {
    if (this.#hurried || this.#queue.length >= EVENTS_PER_CHECKPOINT) return;
    this.#wake = new AbortController();
    await delay(GATHER_MS, undefined, { signal: this.#wake.signal }).catch(() => undefined);
  }

  async #commit(batch: { lines: EventLine[]; full: boolean }): Promise<void> {
    const writer = await this.#openWriter();
    for (const group of this.#groups(batch)) writer.add(this.#encoder.encode(group));
    // The files of the batches before. In a storm most are folded again before they are due.
    if (this.#laidAtMs + LAY_DOWN_MS < performance.now()) this.#layDown();
    const commit = (await writer.checkpoint()) as string;
    this.#checkpoints += 1;
    this.#seen = false;
    const seq = (batch.lines.at(-1) as EventLine).event.seq;
    this.#head = { seq, commit };
    this.#encoder.settle();
  }

  /** Lays down the files of what is committed. */
  #layDown(): void {
    this.#encoder.layDown(this.#probe);
    this.#laidSeq = this.#head?.seq ?? 0;
    this.#laidAtMs = performance.now();
  }

  /** One commit an event; in a run that asked for it, one for a batch that a storm has filled. */
  #groups({ lines, full }: { lines: EventLine[]; full: boolean }): EventLine[][] {
    return this.#grouped && full ? [lines] : lines.map((each) => [each]);
  }

  async #openWriter(): Promise<CommitWriter> {
    if (!this.#writer) {
      const { gitDir, objectFormat, runId } = this.#options;
      const head = this.#head?.commit;
      const ref = `refs/heads/${runId}`;
      this.#writer = await CommitWriter.open({
        gitDir,
        objectFormat,
        ref,
        ...(head !== undefined && { head }),
        probe: this.#probe,
        beforeMove: (move) => noteMove(gitDir, runId, move),
      });
      if (this.#writer.pid !== undefined) noteImporter(gitDir, runId, this.#writer.pid);
    }
    return this.#writer;
  }

  /** Asks git itself where the branch is, before anyone is told that all is committed. */
  async #seeHead(): Promise<void> {
    const { gitDir, runId } = this.#options;
    const expected = this.#head?.commit;
    if (expected === undefined) return;
    const found = await gitText({ gitDir }, ['rev-parse', '--verify', `refs/heads/${runId}^{commit}`]);
    if (found !== expected) throw new HeadMovedError({ branch: runId, expected, found });
    this.#seen = true;
  }

  async #endWriter(): Promise<void> {
    const writer = this.#writer;
    this.#writer = undefined;
    this.#checkpoints = 0;
    if (!writer) return;
    await writer.finish();
    forgetImporter(this.#options.gitDir, this.#options.runId);
    forgetMove(this.#options.gitDir, this.#options.runId);
  }

  async #recycle(): Promise<void> {
    await this.#seeHead();
    await this.#endWriter();
    await this.#merge();
  }

  #merge(): Promise<void> {
    return mergePacks(this.#options.gitDir, this.#options.git, '');
  }
}
