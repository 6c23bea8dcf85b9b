import type { DirectiveEntry, ProjectFeed, ProviderState, ResumeRequest, RunFeed, StartRequest, Watcher } from '#app';
import type { Clock } from '#protocol';

/** What is asked of the driver of a run. */
export type Wish =
  | { kind: 'pause' | 'unpause' | 'cancel' | 'kill'; thread?: string }
  | { kind: 'message'; thread?: string; text: string }
  | { kind: 'raise_budget'; usd: number };

/** Who answered. */
export interface Steered {
  run_id: string;
  thread: string;
  by: 'driver' | 'asker';
}

/** The use cases, bound to the project. */
export interface CockpitActions {
  watchProject(): Watcher<ProjectFeed>;
  watchRun(runId: string): Watcher<RunFeed>;
  steer(runId: string, wish: Wish): Promise<Steered>;
  /** Detached: closing the cockpit stops nothing. Returns the run id. */
  start(request: StartRequest): Promise<string>;
  resume(runId: string, request: ResumeRequest): Promise<void>;
  directives(): Promise<DirectiveEntry[]>;
  providers(): ProviderState[];
}

/** Everything the cockpit needs of the process and the use cases; a test hands in its own. */
export interface CockpitHost {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
  env: Readonly<Record<string, string | undefined>>;
  clock: Clock;
  projectName: string;
  /** Opened at once where given; else view 1. */
  runId?: string;
  ascii: boolean;
  colour: boolean;
  linear: boolean;
  actions: CockpitActions;
  /** Aborts when the process is told to end (SIGTERM, SIGHUP, SIGINT). */
  interrupt: AbortSignal;
}

/** How the cockpit ended. */
export interface CockpitEnd {
  reason: 'quit' | 'interrupted' | 'error';
  /** The run that was shown last. */
  runId?: string;
  error?: Error;
  /** One line for the normal screen: which run, where it stands, how to come back. */
  summary?: string;
}
