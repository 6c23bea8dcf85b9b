import type { JsonObject } from '../errors.ts';
import type { Event, EventDraft } from '../events/index.ts';
import type { RunSummary } from '../views/run-document.ts';

/** Who drives a run, or drove it last. */
export interface LeaseHolder {
  pid: number;
  host: string;
  fence: number;
  /** ISO 8601. */
  since: string;
  alive: boolean;
}

/** A run as lists name it. */
export interface RunEntry {
  runId: string;
  /** Where it was found: working files, git, or both. */
  found: 'files' | 'git' | 'both';
  /** Its newest commit, where it has one. */
  head?: string;
}

/** Which commit first holds an event. */
export interface EventCommit {
  seq: number;
  commit: string;
}

/** A wish of another process about a run: a file in its inbox until the driver has made it a fact. */
export interface Intent {
  id: string;
  kind:
    | 'pause'
    | 'unpause'
    | 'cancel'
    | 'kill'
    | 'approve'
    | 'deny'
    | 'message'
    | 'raise_budget'
    | 'raise_limit'
    | 'wrap_up'
    | 'move_card';
  by: string;
  /** When it was wished; ISO 8601. */
  at?: string;
  /** The thread it is about; absent: the run. */
  target?: string;
  args?: JsonObject;
}

/** Reads a run as it grows, from its files or, where those are gone, from git. */
export interface RunTail {
  /**
   * The next events in order, a bounded number of them; none where nothing was added since.
   * @throws {RyeError} `store/unknown-run` (it is not there, or no longer), `store/corrupt-journal`,
   * `protocol/newer-event`
   */
  next(): Promise<Event[]>;
}

/** One model call of a run. */
export interface LiveCall {
  /** Thread id. */
  thread: string;
  call_id: string;
}

/** A piece of the text of a call in flight. */
export interface LiveDelta extends LiveCall {
  /** How many characters of the call came before it; where that is not what the reader has, it begins anew here. */
  at: number;
  text: string;
}

/** Reads the texts of calls in flight as they grow. */
export interface LiveTail {
  /** The pieces since it was last asked; of calls that have ended meanwhile, too. */
  next(): LiveDelta[];
}

/** What {@link StoreReader.onChange} tells, and of what. */
export interface ChangeOptions {
  /** Absent: of all runs, those that come and go included. */
  runId?: string;
  /** Told the id of a run of which something could be new: that it is there, gone, or has grown; of one, live text too. */
  listener: (runId: string) => void;
  /** Told where files can only be looked at every so often (no inotify left, a network file system). Unit: ms. */
  onPolling?: (everyMs: number) => void;
}

/** A run that is to begin with the history of another. */
export interface ForkRequest {
  /** Of the new run. */
  runId: string;
  /** The last event that both have. */
  from: { runId: string; seq: number };
  /** Who wants it. */
  by?: string;
  /** What it goes on with: recorded together with the fork, or not at all. */
  drafts?: readonly EventDraft[];
  /** What those events name. */
  contents?: readonly Uint8Array[];
}

/** Reading runs: takes no lock, changes nothing on disk. */
export interface StoreReader {
  /** Newest first. */
  list(): Promise<RunEntry[]>;
  /**
   * Events in order, from files or, where those are gone, from git.
   * @param upTo Last seq wanted.
   * @throws {RyeError} `store/unknown-run` (with the nearest ids), `store/corrupt-journal`, `protocol/newer-event`
   */
  read(runId: string, upTo?: number): Promise<Event[]>;
  /**
   * @param events Those of the run that can name it, where the caller has read them: the log is not read for it again.
   * @throws {RyeError} `store/unknown-content`
   */
  content(runId: string, sha256: string, events?: readonly Event[]): Promise<Uint8Array>;
  commits(runId: string): Promise<EventCommit[]>;
  /** The newest commit of the run. */
  head(runId: string): Promise<string | undefined>;
  /** The newest commits of all runs that have one, by run id: for lists, at the price of asking for one. */
  heads?(): Promise<ReadonlyMap<string, string>>;
  holder(runId: string): Promise<LeaseHolder | undefined>;
  /** `run.json`, where it is as new as the log of a run that has ended: for lists, which need not fold everything. */
  summary(runId: string): Promise<RunSummary | undefined>;
  /** Reads on from the first event each time it is asked. */
  tail(runId: string): RunTail;
  /** Texts of calls in flight, as their driver on this machine shows them. */
  live(runId: string): LiveTail;
  /** Tells of changes, soon after they happen; whoever is told looks for itself. Returns how to stop. */
  onChange(options: ChangeOptions): () => void;
  /** Events from seq `from` on, and then as they are appended, until `signal` aborts. */
  watch(runId: string, options: { from: number; signal: AbortSignal }): AsyncIterable<Event[]>;
}

/** Everything there is to do with runs: reading them, beginning one, going on with one, and leaving it a wish. */
export interface Store extends StoreReader {
  /**
   * A new run. Takes the lease; the first append makes it exist.
   * @throws {RyeError} `store/run-exists`, `store/held`, `store/elsewhere` (another worktree has events of that name),
   * `protocol/bad-run-id`
   */
  create(runId: string): Promise<RunWriter>;
  /**
   * Recovers a run and takes its lease.
   * @throws {RyeError} `store/held` (another live process drives it), `store/unknown-run`, `store/corrupt-journal`,
   * `store/diverged` (journal and git disagree), `store/elsewhere` (newer events lie in another worktree),
   * `store/blocked`, `store/locked` (others keep a lock for too long)
   */
  open(runId: string): Promise<RunWriter>;
  /**
   * Makes a run whose history begins with the first events of another; the source stays as it is, byte for byte.
   * @throws {RyeError} `store/run-exists`, `store/unknown-run`, `store/no-fork-point` (the event is not in git, or shares
   * a commit with later ones), `store/held`, `protocol/invalid-event`; then there is no new run
   */
  fork(request: ForkRequest): Promise<void>;
  /** Leaves a wish for whoever drives the run. @throws {RyeError} `store/unknown-run` */
  send(runId: string, intent: Intent): Promise<void>;
}

/** What recovery found and did. */
export interface Recovery {
  /** Events that the journal had and git had not. */
  committed: number;
  /** Events that git had and the files had not. */
  restored: number;
  /** Bytes of an unfinished last group, dropped. */
  droppedBytes: number;
  /** Process groups of a dead driver, ended. */
  endedProcesses: number;
}

/** The one writer of a run. Its holder has the lease. */
export interface RunWriter {
  readonly runId: string;
  readonly fence: number;
  /** What the run holds: the lines of its journal and every content that it names, once each. */
  readonly bytes: number;
  /** What the log held when it was opened; empty for a new run. */
  readonly events: readonly Event[];
  /** Absent for a new run, and where nothing had to be done. */
  readonly recovery?: Recovery;
  /**
   * Appends events, in order. Their seq and time are given at once, so that the caller may fold them before the next
   * decision; nothing may be shown or acted on before `durable` resolves.
   * @throws {RyeError} `protocol/invalid-event`, `store/closed`, `store/unknown-content` (names content that was never
   * put), `store/bad-path`, `store/commit-failed` (git fails, and what was acknowledged stands in the journal alone
   * until the run is opened again); then none of them is written
   * `durable` rejects with `store/write-failed` (disk full, read-only); nothing can be appended after that, and every
   * later call throws the same.
   */
  append(drafts: EventDraft[]): { events: Event[]; durable: Promise<void> };
  /** Makes content durable, before an event may name it. Same content, same hash, stored once. */
  putContent(content: Uint8Array): Promise<{ sha256: string; bytes: number }>;
  content(sha256: string): Promise<Uint8Array>;
  /** Lays content down at `artifacts/<path>`, after the event that says so. */
  placeArtifact(path: string, sha256: string): Promise<void>;
  /** Lays content down at the run's own `data/<path>`, after the event that says so, and nowhere else. */
  keepData(path: string, sha256: string): Promise<void>;
  /** What lies at `.ai/data/<path>`; undefined where nothing does. @throws {RyeError} `store/bad-path` */
  readData(path: string): Promise<Uint8Array | undefined>;
  /**
   * Lays content down at `.ai/data/<path>`, runs `record` between the check and the write, and commits it to `main`.
   * @throws {RyeError} `store/data-changed` where `expectedSha256` no longer holds, `store/locked` where others keep the
   * lock for too long; then nothing was recorded. What was recorded and could not be committed is by the next `open`.
   */
  placeData(
    path: string,
    sha256: string,
    options: { expectedSha256?: string; record: () => Promise<{ seq: number }> },
  ): Promise<void>;
  /** Calls back with each intent, those that were waiting included. Returns how to stop. */
  onIntent(listener: (intent: Intent) => void): () => void;
  /** Removes an intent that has become a fact. */
  settleIntent(id: string): Promise<void>;
  /**
   * Shows more text of calls in flight to whoever watches the run on this machine. It is no record: never committed, gone
   * when the call ends, and where it cannot be written the run goes on without it.
   */
  showLive(texts: readonly { call: LiveCall; text: string }[]): void;
  endLive(call: LiveCall): void;
  addProcess(pid: number): Promise<void>;
  removeProcess(pid: number): Promise<void>;
  /** Resolves when every event acknowledged so far is committed. */
  committed(): Promise<void>;
  /** Commits what is left, writes the folded files, gives the lease back. */
  close(): Promise<{ head?: string }>;
}
