import {
  type ChangeOptions,
  type Clock,
  checkRunId,
  type Event,
  type EventCommit,
  type EventDraft,
  eventTime,
  type ForkRequest,
  sha256 as hashOf,
  type Intent,
  isoTime,
  type LeaseHolder,
  type LiveCall,
  type LiveDelta,
  type LiveTail,
  nearest,
  type RunEntry,
  type RunSummary,
  type RunTail,
  type RunWriter,
  type Store,
  validateEvent,
} from '#protocol';
import { LONGEST_CONTENT_BYTES } from './disk/content-files.ts';
import { checkPath, RESERVED_ARTIFACTS, RESERVED_DATA } from './disk/safe-path.ts';
import {
  ClosedError,
  DataChangedError,
  HeldError,
  NoForkPointError,
  RunExistsError,
  TooLargeError,
  UnknownContentError,
  UnknownRunError,
} from './errors.ts';
import { toEvent, toLine } from './journal/encode-group.ts';
import { ContentCheck } from './run/check-content.ts';
import { ContentIndex } from './run/content-index.ts';
import { watchRun } from './run/watch-run.ts';

/** What the memory store is opened with. */
export interface MemoryStoreOptions {
  clock: Clock;
}

/** What the memory store keeps of one run. */
interface MemoryRun {
  runId: string;
  events: Event[];
  contents: Map<string, Uint8Array>;
  intents: Map<string, Intent>;
  listeners: Set<(intent: Intent) => void>;
  watchers: ReadonlySet<(runId: string) => void>;
  live: LiveDelta[];
  fence: number;
  since: string;
  held: boolean;
}

/** The store's port in memory: for tests of what stands above it, and for dry runs. Nothing outlives the process. */
export function createMemoryStore(options: MemoryStoreOptions): Store {
  return new MemoryStore(options.clock);
}

class MemoryStore implements Store {
  readonly #clock: Clock;
  readonly #runs = new Map<string, MemoryRun>();
  /** `.ai/data`, by path. */
  readonly #data = new Map<string, Uint8Array>();
  readonly #watchers = new Set<(runId: string) => void>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  async list(): Promise<RunEntry[]> {
    return [...this.#runs.values()]
      .filter(({ events }) => events.length > 0)
      .sort((a, b) => Date.parse(b.events.at(-1)?.at ?? '') - Date.parse(a.events.at(-1)?.at ?? ''))
      .map(({ runId, events }) => ({ runId, found: 'files', head: commitName(runId, events.at(-1) as Event) }));
  }

  async read(runId: string, upTo?: number): Promise<Event[]> {
    return this.#run(runId).events.slice(0, upTo);
  }

  async content(runId: string, sha256: string): Promise<Uint8Array> {
    return contentOfRun(this.#run(runId), sha256);
  }

  async commits(runId: string): Promise<EventCommit[]> {
    return this.#run(runId).events.map((event) => ({ seq: event.seq, commit: commitName(runId, event) }));
  }

  async head(runId: string): Promise<string | undefined> {
    return (await this.commits(runId)).at(-1)?.commit;
  }

  async heads(): Promise<ReadonlyMap<string, string>> {
    const runs = [...this.#runs.values()].flatMap(({ runId, events }) => {
      const last = events.at(-1);
      return last ? [[runId, commitName(runId, last)] as const] : [];
    });
    return new Map(runs);
  }

  async holder(runId: string): Promise<LeaseHolder | undefined> {
    const run = this.#runs.get(checkRunId(runId));
    return run && { pid: process.pid, host: 'memory', fence: run.fence, since: run.since, alive: run.held };
  }

  async summary(): Promise<RunSummary | undefined> {
    // Nothing is folded ahead of being asked for.
    return undefined;
  }

  tail(runId: string): RunTail {
    checkRunId(runId);
    let given = 0;
    return {
      next: async () => {
        const events = this.#run(runId).events.slice(given);
        given += events.length;
        return events;
      },
    };
  }

  live(runId: string): LiveTail {
    checkRunId(runId);
    let given = 0;
    return {
      next: () => {
        const deltas = this.#runs.get(runId)?.live.slice(given) ?? [];
        given += deltas.length;
        return deltas;
      },
    };
  }

  onChange({ runId, listener }: ChangeOptions): () => void {
    const hear = (changed: string): void => {
      if (runId === undefined || runId === changed) listener(changed);
    };
    this.#watchers.add(hear);
    return () => void this.#watchers.delete(hear);
  }

  watch(runId: string, options: { from: number; signal: AbortSignal }): AsyncIterable<Event[]> {
    this.#run(runId);
    return watchRun(this, runId, options);
  }

  async create(runId: string): Promise<RunWriter> {
    const found = this.#runs.get(checkRunId(runId));
    if (found && found.events.length > 0) throw new RunExistsError(runId);
    const run = found ?? newRun(runId, this.#watchers);
    const writer = this.#take(run);
    this.#runs.set(runId, run);
    return writer;
  }

  async open(runId: string): Promise<RunWriter> {
    return this.#take(this.#run(runId));
  }

  async fork({ runId, from, by, drafts = [], contents = [] }: ForkRequest): Promise<void> {
    const source = this.#run(from.runId);
    if (this.#runs.get(checkRunId(runId))?.events.length) throw new RunExistsError(runId);
    const shared = source.events.at(from.seq - 1);
    const last = source.events.length;
    if (!shared)
      throw new NoForkPointError({
        runId: from.runId,
        seq: from.seq,
        reason: `it has ${last} events`,
        nearest: [last],
      });
    const run = newRun(runId, this.#watchers);
    run.events.push(...structuredClone(source.events.slice(0, from.seq)));
    for (const [sha256, content] of source.contents) run.contents.set(sha256, content);
    const writer = new MemoryRunWriter(run, this.#data, this.#clock);
    for (const content of contents) await writer.putContent(content);
    const data = {
      run_id: runId,
      from_run: from.runId,
      from_seq: from.seq,
      from_commit: commitName(from.runId, shared),
    };
    const forked = {
      thread: source.events[0]?.thread ?? '',
      type: 'run_forked',
      data: { ...data, ...(by !== undefined && { by }) },
    };
    writer.append([forked as EventDraft, ...drafts]);
    this.#runs.set(runId, run);
  }

  async send(runId: string, intent: Intent): Promise<void> {
    const run = this.#run(runId);
    run.intents.set(intent.id, intent);
    for (const listener of run.listeners) queueMicrotask(() => listener(intent));
  }

  #run(runId: string): MemoryRun {
    const run = this.#runs.get(checkRunId(runId));
    if (run && run.events.length > 0) return run;
    throw new UnknownRunError({ runId, nearest: nearest(runId, [...this.#runs.keys()]) });
  }

  #take(run: MemoryRun): RunWriter {
    const { runId } = run;
    if (run.held) throw new HeldError({ runId, pid: process.pid, host: 'memory', since: run.since });
    run.held = true;
    run.fence += 1;
    run.since = isoTime(this.#clock.now());
    return new MemoryRunWriter(run, this.#data, this.#clock);
  }
}

class MemoryRunWriter implements RunWriter {
  readonly runId: string;
  readonly fence: number;
  readonly events: readonly Event[];
  readonly #run: MemoryRun;
  readonly #data: Map<string, Uint8Array>;
  readonly #clock: Clock;
  readonly #content: ContentCheck;
  readonly #index: ContentIndex;
  #journalBytes: number;
  readonly #stops = new Set<() => void>();
  #closed = false;

  constructor(run: MemoryRun, data: Map<string, Uint8Array>, clock: Clock) {
    this.#run = run;
    this.#data = data;
    this.#clock = clock;
    this.runId = run.runId;
    this.fence = run.fence;
    this.events = [...run.events];
    this.#index = new ContentIndex(run.events);
    this.#journalBytes = run.events.reduce((sum, event) => sum + toLine(event).byteLength, 0);
    this.#content = new ContentCheck(run.runId, run.events, (sha256) => run.contents.has(sha256));
  }

  get bytes(): number {
    return this.#journalBytes + this.#index.bytes;
  }

  append(drafts: EventDraft[]): { events: Event[]; durable: Promise<void> } {
    this.#check();
    const at = eventTime(this.#clock, this.#run.events.at(-1));
    const events = drafts.map((draft, index) => validateEvent(toEvent(draft, this.#run.events.length + 1 + index, at)));
    for (const event of events) this.#content.check(event);
    for (const event of events) {
      this.#content.accept(event);
      this.#index.add(event);
      this.#journalBytes += toLine(event).byteLength;
    }
    // A copy, as if it had been written and read again: what the caller does to its objects changes no history.
    this.#run.events.push(...structuredClone(events));
    for (const hear of this.#run.watchers) queueMicrotask(() => hear(this.runId));
    return { events, durable: Promise.resolve() };
  }

  async putContent(content: Uint8Array): Promise<{ sha256: string; bytes: number }> {
    this.#check();
    const bytes = content.byteLength;
    if (bytes > LONGEST_CONTENT_BYTES) throw new TooLargeError({ bytes, limitBytes: LONGEST_CONTENT_BYTES });
    const sha256 = hashOf(content);
    this.#run.contents.set(sha256, Uint8Array.from(content));
    return { sha256, bytes };
  }

  async content(sha256: string): Promise<Uint8Array> {
    return contentOfRun(this.#run, sha256);
  }

  async placeArtifact(path: string, sha256: string): Promise<void> {
    checkPath(path, RESERVED_ARTIFACTS);
    contentOfRun(this.#run, sha256);
  }

  async keepData(path: string, sha256: string): Promise<void> {
    checkPath(path, RESERVED_DATA);
    contentOfRun(this.#run, sha256);
  }

  async readData(path: string): Promise<Uint8Array | undefined> {
    checkPath(path, RESERVED_DATA);
    return this.#data.get(path);
  }

  async placeData(
    path: string,
    sha256: string,
    options: { expectedSha256?: string; record: () => Promise<{ seq: number }> },
  ): Promise<void> {
    this.#check();
    checkPath(path, RESERVED_DATA);
    const content = contentOfRun(this.#run, sha256);
    const found = this.#data.get(path);
    const { expectedSha256 } = options;
    const foundSha256 = found && hashOf(found);
    if (expectedSha256 !== undefined && foundSha256 !== expectedSha256) {
      throw new DataChangedError({ path, expectedSha256, ...(foundSha256 !== undefined && { foundSha256 }) });
    }
    await options.record();
    this.#data.set(path, content);
  }

  onIntent(listener: (intent: Intent) => void): () => void {
    const once = new Set<string>();
    const hear = (intent: Intent): void => {
      if (!this.#run.listeners.has(hear) || once.has(intent.id)) return;
      once.add(intent.id);
      listener(intent);
    };
    this.#run.listeners.add(hear);
    for (const intent of this.#run.intents.values()) queueMicrotask(() => hear(intent));
    const stop = (): void => void this.#run.listeners.delete(hear);
    this.#stops.add(stop);
    return stop;
  }

  async settleIntent(id: string): Promise<void> {
    this.#run.intents.delete(id);
  }

  showLive(texts: readonly { call: LiveCall; text: string }[]): void {
    for (const { call, text } of texts) {
      const last = this.#run.live.findLast((each) => each.thread === call.thread && each.call_id === call.call_id);
      this.#run.live.push({ ...call, at: last ? last.at + last.text.length : 0, text });
    }
    for (const hear of this.#run.watchers) queueMicrotask(() => hear(this.runId));
  }

  endLive(_call: LiveCall): void {
    // A reader that comes later reads what was shown; it has the events that say what has ended.
  }

  async addProcess(_pid: number): Promise<void> {
    // Whatever it leads ends with this process at the latest; nothing here outlives it.
  }

  async removeProcess(_pid: number): Promise<void> {
    // See `addProcess`.
  }

  async committed(): Promise<void> {
    // An event is committed when it is appended.
  }

  async close(): Promise<{ head?: string }> {
    if (!this.#closed) this.#run.held = false;
    this.#closed = true;
    for (const stop of this.#stops) stop();
    const last = this.#run.events.at(-1);
    return last ? { head: commitName(this.runId, last) } : {};
  }

  #check(): void {
    if (this.#closed) throw new ClosedError(this.runId);
  }
}

function newRun(runId: string, watchers: MemoryRun['watchers']): MemoryRun {
  const listeners = new Set<(intent: Intent) => void>();
  return {
    runId,
    events: [],
    contents: new Map(),
    intents: new Map(),
    listeners,
    watchers,
    live: [],
    fence: 0,
    since: '',
    held: false,
  };
}

function contentOfRun(run: MemoryRun, sha256: string): Uint8Array {
  const content = run.contents.get(sha256);
  if (!content) throw new UnknownContentError({ runId: run.runId, sha256 });
  return content;
}

/** Stands for the name of a commit: as unique, and as long. */
function commitName(runId: string, event: Event): string {
  return hashOf(`${runId} ${JSON.stringify(event)}`).slice(0, 40);
}
