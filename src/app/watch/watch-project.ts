import { byAge, type ErrorFact, errorFact, type StoreReader } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openProject } from '../open-project.ts';
import { newestFirst, type RunRow } from '../run-row.ts';
import type { ProjectFeed, Watcher } from './feed.ts';
import { FollowedRun } from './followed-run.ts';
import { type LowDisk, lowDisk } from './low-disk.ts';
import { Publisher } from './publisher.ts';
import { Wake } from './wake.ts';

/** Between two looks at whether drivers still live, in ms; only while one is known to. */
const HOLDER_LOOK_MS = 1000;

/** Between two questions to git for all branches, in ms: runs that only git knows of, and newest commits. */
const HEADS_LOOK_MS = 5000;
const IDLE_HEADS_LOOK_MS = 30_000;

/** Follows all runs of the project. Never throws; a run that cannot be read is a row that says so. */
export function watchProject(context: AppContext): Watcher<ProjectFeed> {
  return new ProjectWatcher(context);
}

class ProjectWatcher implements Watcher<ProjectFeed> {
  readonly #context: AppContext;
  readonly #publisher: Publisher<ProjectFeed>;
  readonly #wake = new Wake();
  readonly #runs = new Map<string, FollowedRun>();
  readonly #changed = new Set<string>();
  readonly #watching: Promise<void>;
  #closed = false;
  #phase: ProjectFeed['phase'] = 'loading';
  #problem: ErrorFact | undefined;
  #pollingMs: number | undefined;
  #lowDisk: LowDisk | undefined;
  #heads: ReadonlyMap<string, string> = new Map();
  #headsAtMs = 0;
  #headsStale = false;

  constructor(context: AppContext) {
    this.#context = context;
    this.#publisher = new Publisher(() => this.#feed());
    this.#watching = this.#watch().catch((error: unknown) => {
      this.#phase = 'lost';
      this.#problem = errorFact(error);
      this.#publisher.touch();
    });
  }

  current(): ProjectFeed {
    return this.#publisher.current();
  }

  subscribe(listener: () => void): () => void {
    return this.#publisher.subscribe(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#publisher.close();
    this.#wake.ring();
    await this.#watching;
  }

  #feed(): ProjectFeed {
    const runs = [...this.#runs.values()];
    const rows = runs.map(({ row }) => row).filter((row): row is RunRow => row !== undefined);
    const questions = runs.flatMap((run) => run.questions).toSorted(byAge);
    return {
      phase: this.#phase,
      ...(this.#problem && { problem: this.#problem }),
      rows: newestFirst(rows),
      ...(questions.length > 0 && { questions }),
      ...(this.#pollingMs !== undefined && { pollingMs: this.#pollingMs }),
      ...(this.#lowDisk && { lowDisk: this.#lowDisk }),
    };
  }

  async #watch(): Promise<void> {
    const { store, root } = await openProject(this.#context);
    if (this.#closed) return;
    const stop = store.onChange({
      listener: (runId) => {
        this.#changed.add(runId);
        this.#wake.ring();
      },
      onPolling: (everyMs) => {
        this.#pollingMs = everyMs;
        this.#publisher.touch();
      },
    });
    try {
      await this.#lookAtRarely(store, root);
      await this.#addInOrder(store);
      while (!this.#closed) {
        await this.#readChanged(store);
        if (this.#closed) return;
        if (this.#phase === 'loading') this.#publisher.touch();
        this.#phase = 'ready';
        await this.#wake.wait(this.#nextLookMs());
        this.#noteDriven();
        await this.#lookAtRarely(store, root);
      }
    } finally {
      stop();
    }
  }

  /** The newest runs are read, and so shown, first. */
  async #addInOrder(store: StoreReader): Promise<void> {
    const listed = (await store.list()).map(({ runId }) => runId);
    const early = [...this.#changed];
    this.#changed.clear();
    for (const runId of [...listed, ...early]) this.#changed.add(runId);
  }

  async #readChanged(store: StoreReader): Promise<void> {
    for (const runId of this.#changed) {
      if (this.#closed) return;
      this.#changed.delete(runId);
      const run = this.#runs.get(runId) ?? new FollowedRun(store, runId, this.#heads.get(runId));
      const before = run.row;
      const isThere = await run.read();
      if (isThere) this.#runs.set(runId, run);
      const same = isThere ? JSON.stringify(run.row) === JSON.stringify(before) : !this.#runs.delete(runId);
      if (same) continue;
      this.#headsStale = true;
      this.#publisher.touch();
    }
  }

  /** A driver that dies changes no file: those that live are looked at. */
  #noteDriven(): void {
    for (const [runId, { alive }] of this.#runs) if (alive) this.#changed.add(runId);
  }

  #nextLookMs(): number {
    if ([...this.#runs.values()].some(({ alive }) => alive)) return HOLDER_LOOK_MS;
    return this.#headsStale ? HEADS_LOOK_MS : IDLE_HEADS_LOOK_MS;
  }

  /** What changes without a file of a run, now and then. */
  async #lookAtRarely(store: StoreReader, root: string): Promise<void> {
    const nowMs = this.#context.clock.now();
    const everyMs = this.#headsStale ? HEADS_LOOK_MS : IDLE_HEADS_LOOK_MS;
    if (Math.abs(nowMs - this.#headsAtMs) < everyMs) return;
    this.#headsAtMs = nowMs;
    this.#headsStale = false;
    await this.#lookAtDisk(root);
    await this.#lookAtHeads(store);
  }

  async #lookAtDisk(root: string): Promise<void> {
    const before = this.#lowDisk;
    this.#lowDisk = await lowDisk(root);
    if (before?.bytes !== this.#lowDisk?.bytes) this.#publisher.touch();
  }

  /** One question to git for all runs: newest commits, runs that came by it, and those that only it has. */
  async #lookAtHeads(store: StoreReader): Promise<void> {
    const before = this.#heads;
    this.#heads = (await store.heads?.()) ?? before;
    for (const [runId, commit] of this.#heads) {
      if (before.get(runId) === commit) continue;
      const run = this.#runs.get(runId);
      if (run) run.head = commit;
      this.#changed.add(runId);
      this.#publisher.touch();
    }
    for (const runId of before.keys()) if (!this.#heads.has(runId)) this.#changed.add(runId);
  }
}
