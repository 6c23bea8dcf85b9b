import { setTimeout as delay } from 'node:timers/promises';
import type { Event } from '#protocol';
import { loadContent } from '../disk/content-files.ts';
import type { RunPaths } from '../disk/run-paths.ts';
import type { Probe } from '../failpoint.ts';
import { readSegments } from '../journal/read-journal.ts';
import { contentOf, type NamedContent } from '../run-content.ts';
import { type CommitText, commitMessage } from './commit-text.ts';
import { HeadMovedError } from './errors.ts';
import { encodeCommit, FastImport } from './fast-import.ts';
import { forgetImporter, noteImporter } from './importer-mark.ts';
import { layDownFolded } from './lay-down-folded.ts';
import { countPacks, mergePacks } from './merge-packs.ts';
import type { GitProbe } from './probe-git.ts';
import { gitText } from './run-git.ts';
import { type EventLine, RunTree, splitLines } from './run-tree.ts';

/** Events of one checkpoint, at most: 3,400 commits/s against 334 one by one, and 4,260 with 256. */
const EVENTS_PER_CHECKPOINT = 64;
/** The longest an event waits for others to share its checkpoint. */
const GATHER_MS = 25;
/** Each checkpoint leaves a pack; merged after so many, the cost of a commit stays flat. */
const CHECKPOINTS_PER_MERGE = 100;
/** At the end of a run its packs are merged where this many have come together. */
const PACKS_AT_REST = 50;

export interface CommitterOptions {
  runId: string;
  paths: RunPaths;
  gitDir: string;
  git: GitProbe;
  author: string;
  fence: number;
  /** The newest commit and the event that it holds; absent for a run without a branch. */
  head?: { seq: number; commit: string };
  /** Events that the journal held when the writer was opened. */
  journalSeq: number;
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
  readonly #text: CommitText;
  readonly #probe: Probe;
  readonly #tree = new RunTree();
  readonly #queue: EventLine[] = [];
  #importer: FastImport | undefined;
  #head: Progress | undefined;
  #seen = false;
  #checkpoints = 0;
  #hurried = false;
  #working: Promise<void> | undefined;
  #failure: Error | undefined;
  /** The run asked for grouped commits, in its first event. */
  #grouped = false;
  #wake = new AbortController();

  constructor(options: CommitterOptions, ports: { text: CommitText; probe: Probe }) {
    this.#options = options;
    this.#text = ports.text;
    this.#probe = ports.probe;
    this.#head = options.head;
    this.#replay();
  }

  /** Takes over what the journal held: what is committed into the fold, what is not into the queue. */
  #replay(): void {
    const { runId, paths, head, journalSeq } = this.#options;
    if (journalSeq === 0) return;
    for (const read of readSegments({ runId, folder: paths.events })) {
      for (const [index, line] of splitLines(read.pure).entries()) {
        const event = read.events[index] as Event;
        if (event.seq > journalSeq) return;
        this.#heed(event);
        if (event.seq > (head?.seq ?? 0)) {
          this.#queue.push({ event, line });
        } else {
          this.#text.skip(event);
          this.#tree.next(line);
        }
      }
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
    // What fails here fails again, and is told, in the `flush` that somebody waits for.
    this.#work().catch(() => undefined);
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
    await this.#endImporter();
    if (countPacks(this.#options.gitDir) >= PACKS_AT_REST) await this.#merge();
    return this.#head;
  }

  async abandon(): Promise<void> {
    await this.#importer?.abandon();
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
        await this.#commit(this.#queue.splice(0, EVENTS_PER_CHECKPOINT));
      }
    } catch (error) {
      // The fold and the tree are ahead of git now: nothing more can be committed from here. The next open can.
      this.#failure = error instanceof Error ? error : new Error(String(error));
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

  async #commit(batch: EventLine[]): Promise<void> {
    const importer = this.#openImporter();
    const named: NamedContent[] = [];
    const folded = new Map<string, string>();
    let from = this.#checkpoints === 0 ? this.#head?.commit : undefined;
    const commits = this.#groups(batch).map((group) => {
      const commit = this.#encode(group, from, named, folded);
      from = undefined;
      return commit;
    });
    this.#probe('pack-write-before');
    await importer.write(Buffer.concat(commits));
    this.#probe('ref-move-before');
    const commit = await importer.checkpoint();
    this.#probe('ref-move-after');
    this.#checkpoints += 1;
    this.#seen = false;
    const seq = (batch.at(-1) as EventLine).event.seq;
    this.#head = { seq, commit };
    layDownFolded(this.#options.paths, this.#options.runId, { named, folded }, this.#probe);
    if (this.#checkpoints >= CHECKPOINTS_PER_MERGE) await this.#recycle();
  }

  /** One commit an event; in a run that asked for it, one for a batch that a storm has filled. */
  #groups(batch: EventLine[]): EventLine[][] {
    return this.#grouped && batch.length === EVENTS_PER_CHECKPOINT ? [batch] : batch.map((each) => [each]);
  }

  #encode(group: EventLine[], from: string | undefined, named: NamedContent[], folded: Map<string, string>): Buffer {
    const { runId, paths, author, fence } = this.#options;
    const files = new Map<string, Buffer>();
    const segments = new Map<string, Buffer>();
    let subject = '';
    for (const { event, line } of group) {
      const next = this.#text.next(event);
      subject = next.subject;
      const content = contentOf(event);
      if (content) {
        named.push(content);
        files.set(content.path, loadContent(paths, runId, content.sha256, [content.path]));
      }
      for (const file of next.files) {
        folded.set(file.path, file.content);
        files.set(file.path, Buffer.from(file.content));
      }
      const segment = this.#tree.next(line);
      segments.set(segment.path, segment.content);
    }
    const events = group.map(({ event }) => event);
    return encodeCommit({
      ref: `refs/heads/${runId}`,
      ...(from !== undefined && { from }),
      author,
      at: (events.at(-1) as Event).at,
      message: commitMessage({ subject, runId, fence, events }),
      // Segments last, so that each is stored as a difference to the one of the commit before.
      files: [...files, ...segments].map(([path, content]) => ({ path, content })),
    });
  }

  #openImporter(): FastImport {
    if (!this.#importer) {
      this.#importer = new FastImport(this.#options.gitDir);
      if (this.#importer.pid !== undefined) noteImporter(this.#options.gitDir, this.#options.runId, this.#importer.pid);
    }
    return this.#importer;
  }

  /** Asks git itself where the branch is: fast-import tells of a ref that it did not move only in passing. */
  async #seeHead(): Promise<void> {
    const { gitDir, runId } = this.#options;
    const expected = this.#head?.commit;
    if (expected === undefined) return;
    const found = await gitText({ gitDir }, ['rev-parse', '--verify', `refs/heads/${runId}^{commit}`]);
    if (found !== expected) throw new HeadMovedError({ branch: runId, expected, found });
    this.#seen = true;
  }

  async #endImporter(): Promise<void> {
    const importer = this.#importer;
    this.#importer = undefined;
    this.#checkpoints = 0;
    if (!importer) return;
    await importer.finish();
    forgetImporter(this.#options.gitDir, this.#options.runId);
  }

  async #recycle(): Promise<void> {
    await this.#seeHead();
    await this.#endImporter();
    await this.#merge();
  }

  #merge(): Promise<void> {
    return mergePacks(this.#options.gitDir, this.#options.git, '');
  }
}
