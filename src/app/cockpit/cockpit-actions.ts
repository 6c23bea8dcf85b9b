import type { BoardRules, Event, EventCommit, Json, JsonObject, RunSummary } from '#protocol';
import type { ComparedFile, WholeFile } from '../diff/compare-whole.ts';
import type { ForkDocument } from '../history/fork-run.ts';
import type { Steered, Wish } from '../steer-run.ts';
import type { ProjectFeed, RunFeed, Watcher } from '../watch/feed.ts';
import type { Answered } from './answer-question.ts';
import type { Comparison } from './compare-for-cockpit.ts';
import type { KeptCopy } from './keep-copy.ts';
import type { DirectiveEntry, FileContent, ForkPoint, ProviderState, ResumeRequest, StartRequest } from './types.ts';

/** The use cases of the cockpit, bound to the project. */
export interface CockpitActions {
  watchProject(): Watcher<ProjectFeed>;
  watchRun(runId: string): Watcher<RunFeed>;
  /** What a run was given and what came of it. @throws {RyeError} it cannot be read */
  summarise(runId: string): Promise<RunSummary>;
  /** What a file held when this event named it. */
  readContent(runId: string, file: { sha256: string; event: Event }): Promise<FileContent>;
  /** Two runs, or two points of them as `RUN@SEQ`. @throws {RyeError} they cannot be compared */
  compare(a: string, b: string): Promise<Comparison>;
  /** One file of two runs from its first line to its last. @throws {RyeError} they cannot be read */
  compareWhole(runs: readonly [string, string], file: ComparedFile): Promise<WholeFile>;
  /** @throws {RyeError} nobody carried the wish out */
  steer(runId: string, wish: Wish): Promise<Steered>;
  /** Detached: closing the cockpit stops nothing. Returns the run id. @throws {RyeError} nothing was started */
  start(request: StartRequest): Promise<string>;
  /** Detached as well. @throws {RyeError} nothing goes on */
  resume(runId: string, request: ResumeRequest): Promise<void>;
  /** Which commits its events stand in; none where git cannot tell. */
  commits(runId: string): Promise<EventCommit[]>;
  /** A run of its own that begins with the first events of another; nobody drives it. @throws {RyeError} there is none */
  fork(request: ForkPoint): Promise<ForkDocument>;
  directives(): Promise<DirectiveEntry[]>;
  providers(): ProviderState[];
  /** The columns of the project's board, and its gates. @throws {RyeError} its config cannot be used */
  board(): Promise<BoardRules>;
  /** Keeps a copied text where a terminal without a clipboard does not lose it. */
  keepCopy(text: string): Promise<KeptCopy>;
  /** Shows a text in `$PAGER`, on this terminal, and waits until it is left. @throws {RyeError} there is no pager */
  page(text: string): Promise<void>;
  /** Answers a question of a run; one that stands only since nobody answered goes on. @throws {RyeError} nothing came of it */
  answer(runId: string, wish: Wish): Promise<Answered>;
  /** Opens a copy of a text in `$VISUAL` or `$EDITOR`, on this terminal, and waits until it is closed. @returns what is left */
  edit(name: string, text: string): Promise<string>;
  /** A model's context window, in tokens, where it is known. */
  contextWindow(model: string): number | undefined;
  /** Which provider new runs get where nothing else is asked for. */
  provider: string;
  /** The name of this machine: a run that is driven on another one cannot be steered from here. */
  machine?: string;
  /** The user's key bindings as they stand in the config `tui`: `{<action>: [key, …]}`, not checked. */
  keys?: JsonObject;
  /** What else stands in that config, not checked. */
  settings?: Readonly<Partial<Record<'theme' | 'mouse' | 'bell', Json>>>;
  /** Where the project is: approvals compare paths relative to it. */
  projectRoot?: string;
}
