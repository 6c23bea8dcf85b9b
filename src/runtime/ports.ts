import type {
  ApprovalLayer,
  BoardRules,
  CapabilityRules,
  Clock,
  Event,
  FailureRule,
  Library,
  ModelCatalog,
  ModelPort,
  Probe,
  PromptEnvironment,
  Randomness,
  Redactor,
  Toolbox,
} from '#protocol';
import type { RuntimeSettings } from './settings.ts';
import type { BaseRun } from './since/base-run.ts';
import type { Recording } from './since/stand-in.ts';

/** Everything that the runtime needs of the world, as arguments. */
export interface RuntimePorts {
  library: Library;
  model: ModelPort;
  catalog: ModelCatalog;
  toolbox: Toolbox;
  redactor: Redactor;
  clock: Clock;
  randomness: Randomness;
  settings: RuntimeSettings;
  /** What the config says about capabilities: grants by name, and risks. */
  rules: CapabilityRules;
  /** What of the config files has to be asked for: of each space that has rules, theirs. */
  approvals: readonly ApprovalLayer[];
  /** How failed model calls are taken that the project knows better. */
  failures: readonly FailureRule[];
  /** Columns of the board, and the gates before them. */
  board: BoardRules;
  /** Absolute path. */
  projectRoot: string;
  /** Environment variables that a directive's `{env:NAME}` may read. */
  promptEnv: PromptEnvironment;
  /** Who drives: goes into the log with each lease. */
  driver: { pid: number; host: string };
  /** Told each point at which a crash matters. */
  probe: Probe;
  /** A run of which what has not changed is taken over. */
  since?: BaseRun;
  /** A recorded run whose results stand in for tools. */
  recording?: Recording;
  /** Given where what is remembered of a run is to be dropped after each step, for tests: reads its events from the store. */
  readBack?: (runId: string) => Promise<Event[]>;
}

/** Hears what is durable, in order; token deltas are shown live and never stored. */
export interface RunObserver {
  /** What the log held before this drive; called once, first. */
  opened?(events: readonly Event[]): void;
  events?(events: Event[]): void;
  delta?(thread: string, text: string): void;
}
