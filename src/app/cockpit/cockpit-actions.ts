import type { Field, JsonObject, Space } from '#protocol';
import type { ProjectFeed, RunFeed, Watcher } from '../watch/feed.ts';

/** What somebody wants of a run that another process may drive. Absent `thread`: the whole run. */
export type Wish =
  | { kind: 'pause' | 'unpause' | 'cancel' | 'kill'; thread?: string }
  | { kind: 'message'; thread?: string; text: string }
  | { kind: 'raise_budget'; usd: number };

/** Who carried a wish out: the driver, or the asker where nobody drove the run. */
export interface Steered {
  run_id: string;
  thread: string;
  by: 'driver' | 'asker';
}

/** A new run, as a form of the cockpit asks for it. */
export interface StartRequest {
  directive: string;
  /** As typed: read by the types that the directive declares. */
  inputs: Readonly<Record<string, string>>;
  /** Model id or tier; absent: what the directive says. */
  model?: string;
  /** The run's ceiling, in USD; absent: what the directive and the project's settings say. */
  budgetUsd?: number;
  /** Absent: the one that the cockpit was opened with. */
  provider?: string;
}

/** How an ended or interrupted run is to go on. */
export interface ResumeRequest {
  message?: string;
  /** The run's new ceiling, in USD. */
  budgetUsd?: number;
  provider?: string;
}

/** A directive that can be run, or could be once `problem` is mended. */
export interface DirectiveEntry {
  id: string;
  space: Space;
  description: string;
  inputs: readonly Field[];
  /** What a run of it would begin with. Absent where the model cannot be resolved: `problem` says why. */
  model?: {
    id: string;
    tier?: string;
    /** USD per million tokens. Absent: the price is not known, and a run with a real provider is refused. */
    price?: { input: number; output: number };
  };
  /** The ceiling that a run of it would have, in USD. */
  spendUsd?: number;
  limits: Readonly<Record<string, number>>;
  /** Why it cannot be started, in one line. */
  problem?: string;
}

/** Who could answer a run. */
export interface ProviderState {
  name: string;
  ready: boolean;
  /** Its costs are made up from text lengths. */
  simulated: boolean;
  /** Why it is not ready: names the variable that is missing, never a value. */
  reason?: string;
}

/** The use cases of the cockpit, bound to the project. */
export interface CockpitActions {
  watchProject(): Watcher<ProjectFeed>;
  watchRun(runId: string): Watcher<RunFeed>;
  /** @throws {RyeError} nobody carried the wish out */
  steer(runId: string, wish: Wish): Promise<Steered>;
  /** Detached: closing the cockpit stops nothing. Returns the run id. @throws {RyeError} nothing was started */
  start(request: StartRequest): Promise<string>;
  /** Detached as well. @throws {RyeError} nothing goes on */
  resume(runId: string, request: ResumeRequest): Promise<void>;
  directives(): Promise<DirectiveEntry[]>;
  providers(): ProviderState[];
  /** Opens a copy of a text in `$VISUAL` or `$EDITOR`, on this terminal, and waits until it is closed. */
  edit(name: string, text: string): Promise<void>;
  /** A model's context window, in tokens, where it is known. */
  contextWindow(model: string): number | undefined;
  /** Which provider new runs get where nothing else is asked for. */
  provider: string;
  /** The user's key bindings as they stand in the config `tui`: `{<action>: [key, …]}`, not checked. */
  keys?: JsonObject;
}
