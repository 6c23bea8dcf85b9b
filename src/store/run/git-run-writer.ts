import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock, Event, EventDraft, Intent, LiveCall, Probe, Recovery, RunWriter } from '#protocol';
import { eventTime, validateEvent } from '#protocol';
import { DataWriter } from '../data/data-writer.ts';
import { loadContent, stageContent } from '../disk/content-files.ts';
import { replaceFileAside } from '../disk/durable-file.ts';
import { onDisk } from '../disk/refused-by-disk.ts';
import { stagedFile } from '../disk/run-paths.ts';
import { checkPath, RESERVED_ARTIFACTS, RESERVED_DATA } from '../disk/safe-path.ts';
import { removeIntent } from '../inbox/intents.ts';
import { watchInbox } from '../inbox/watch-inbox.ts';
import { toEvent, toLine } from '../journal/encode-group.ts';
import { JournalWriter } from '../journal/journal-writer.ts';
import { releaseLease } from '../lease/lease.ts';
import { LiveFile } from '../live/live-file.ts';
import { ContentCheck } from './check-content.ts';
import { ContentIndex } from './content-index.ts';
import { InOrder } from './in-order.ts';
import { forgetProcess, noteProcess } from './live-processes.ts';
import type { OpenRun } from './open-run.ts';
import { readContent } from './run-content-reader.ts';

/** The one writer of a run on disk and in git. */
export class GitRunWriter implements RunWriter {
  readonly runId: string;
  readonly fence: number;
  readonly events: readonly Event[];
  readonly recovery?: Recovery;
  readonly #run: OpenRun;
  readonly #clock: Clock;
  readonly #probe: Probe;
  readonly #log: Event[];
  readonly #journal: JournalWriter;
  readonly #data: DataWriter;
  readonly #content: ContentCheck;
  readonly #index: ContentIndex;
  #journalBytes: number;
  /** A second version of an artifact is laid down after the first. */
  readonly #placing = new InOrder();
  readonly #unplaced = new Map<string, string>();
  readonly #live: LiveFile;
  readonly #stops = new Set<() => void>();
  #closing: Promise<{ head?: string }> | undefined;

  constructor(run: OpenRun, ports: { clock: Clock; probe: Probe }) {
    this.#run = run;
    this.#clock = ports.clock;
    this.#probe = ports.probe;
    this.runId = run.runId;
    this.fence = run.lease.fence;
    this.#log = run.journal.events;
    this.events = [...run.journal.events];
    if (run.recovery) this.recovery = run.recovery;
    this.#content = new ContentCheck(run.runId, this.#log, (sha256) => existsSync(stagedFile(run.paths, sha256)));
    this.#index = new ContentIndex(this.#log);
    this.#journalBytes = run.journal.bytes;
    this.#data = new DataWriter(run.data);
    this.#live = new LiveFile(run.paths.liveText);
    // What a driver that died was showing.
    this.#live.clear();
    this.#journal = new JournalWriter({
      place: { runId: run.runId, folder: run.paths.events },
      position: run.journal.position,
      wholeBytes: run.journal.wholeBytes,
      probe: ports.probe,
      onDurable: (lines) => run.committer.add(lines),
    });
  }

  get bytes(): number {
    return this.#journalBytes + this.#index.bytes;
  }

  append(drafts: EventDraft[]): { events: Event[]; durable: Promise<void> } {
    this.#journal.check();
    this.#run.committer.check();
    const at = eventTime(this.#clock, this.#log.at(-1));
    const events = drafts.map((draft, index) => validateEvent(toEvent(draft, this.#log.length + 1 + index, at)));
    if (events.length === 0) return { events, durable: Promise.resolve() };
    for (const event of events) this.#content.check(event);
    for (const event of events) this.#content.accept(event);
    const lines = events.map(toLine);
    const durable = this.#journal.append(lines);
    for (const line of lines) this.#journalBytes += line.byteLength;
    for (const event of events) {
      this.#log.push(event);
      this.#index.add(event);
      if (event.type === 'artifact_written') this.#unplaced.set(event.data.path, event.data.sha256);
    }
    return { events, durable };
  }

  async putContent(content: Uint8Array): Promise<{ sha256: string; bytes: number }> {
    this.#journal.check();
    this.#probe('content-stage-before');
    const put = await this.#onDisk('staged', () => stageContent(this.#run.paths, content));
    this.#probe('content-stage-after');
    this.#content.know(put.sha256);
    return put;
  }

  content(sha256: string): Promise<Uint8Array> {
    const { paths, data } = this.#run;
    const gitDir = (): Promise<string> => Promise.resolve(data.gitDir);
    return readContent({ runId: this.runId, paths, gitDir }, this.#index.placesOf(sha256), sha256);
  }

  async placeArtifact(path: string, sha256: string): Promise<void> {
    checkPath(path, RESERVED_ARTIFACTS);
    const place = async (): Promise<void> => {
      const content = await this.content(sha256);
      this.#probe('file-write-before');
      await replaceFileAside(join(this.#run.paths.root, 'artifacts', path), content);
      this.#probe('file-write-after');
    };
    await this.#placing.run(path, () => this.#onDisk(`artifacts/${path}`, place));
    if (this.#unplaced.get(path) === sha256) this.#unplaced.delete(path);
  }

  async keepData(path: string, sha256: string): Promise<void> {
    checkPath(path, RESERVED_DATA);
    const keep = async (): Promise<void> =>
      replaceFileAside(join(this.#run.paths.root, 'data', path), await this.content(sha256));
    await this.#onDisk(`data/${path}`, keep);
  }

  async readData(path: string): Promise<Uint8Array | undefined> {
    checkPath(path, RESERVED_DATA);
    return this.#data.read(path);
  }

  async placeData(
    path: string,
    sha256: string,
    options: { expectedSha256?: string; record: () => Promise<{ seq: number }> },
  ): Promise<void> {
    this.#journal.check();
    checkPath(path, RESERVED_DATA);
    const { paths } = this.#run;
    const content = (): Buffer => loadContent(paths, this.runId, sha256, [`data/${path}`]);
    await this.#onDisk(`.ai/data/${path}`, () => this.#data.write({ path, content, ...options }));
  }

  onIntent(listener: (intent: Intent) => void): () => void {
    const stop = watchInbox(this.#run.paths.inbox, listener);
    this.#stops.add(stop);
    return () => {
      this.#stops.delete(stop);
      stop();
    };
  }

  async settleIntent(id: string): Promise<void> {
    removeIntent(this.#run.paths.inbox, id);
  }

  showLive(texts: readonly { call: LiveCall; text: string }[]): void {
    this.#live.append(texts);
  }

  endLive(call: LiveCall): void {
    this.#live.end(call);
  }

  async addProcess(pid: number): Promise<void> {
    noteProcess(this.#run.paths.processes, pid);
    this.#probe('process-noted');
  }

  async removeProcess(pid: number): Promise<void> {
    forgetProcess(this.#run.paths.processes, pid);
  }

  async committed(): Promise<void> {
    await this.#journal.settled();
    await this.#run.committer.flush();
  }

  close(): Promise<{ head?: string }> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  #onDisk<T>(file: string, work: () => Promise<T>): Promise<T> {
    return onDisk({ runId: this.runId, file }, work);
  }

  async #close(): Promise<{ head?: string }> {
    for (const stop of this.#stops) stop();
    this.#live.clear();
    const { committer, leaseFolder, lease, paths } = this.#run;
    let finished = false;
    try {
      await this.#data.settled();
      await this.#placing.settled();
      await this.#journal.close();
      const head = await committer.finish();
      for (const [path, sha256] of this.#unplaced) await this.placeArtifact(path, sha256);
      finished = !this.#data.leftUndone && !this.#journal.hasFailed;
      // Everything named is committed and laid down by now; what is left here was never named.
      if (finished) rmSync(paths.staged, { recursive: true, force: true });
      return head ? { head: head.commit } : {};
    } finally {
      this.#probe('lease-release-before');
      releaseLease(leaseFolder, lease, { unfinished: !finished });
      this.#probe('lease-release-after');
    }
  }
}
