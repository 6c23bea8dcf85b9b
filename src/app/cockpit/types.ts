import type { Field, JsonObject, Problem, Space } from '#protocol';

/** What is to be started; what is left out is resolved as `rye run` does. */
export interface StartRequest {
  item: string;
  /** Absent: a directive. */
  kind?: 'graph';
  /** Of the types that the directive declares. */
  inputs: JsonObject;
  /** Model id or tier of the root thread. */
  model?: string;
  provider?: string;
  /** The most that the run may spend, in USD. */
  budgetUsd?: number;
  limits?: Partial<Record<string, number>>;
}

/** A directive, or a graph, as it can be offered to somebody who is about to run it. */
export interface DirectiveEntry {
  id: string;
  /** Absent: a directive. A graph asks no model itself; what it calls may. */
  kind?: 'graph';
  space: Space;
  /** As people write it; see `ItemSource.path`. */
  path: string;
  description: string;
  inputs: readonly Field[];
  /** Which model its root thread gets; absent where none can be resolved, and `modelProblem` says why. */
  model?: { id: string; tier?: string };
  /** Its model or the price of it is not known; with another model it can be run. */
  modelProblem?: DirectiveProblem;
  /** Ceilings of its root thread, the defaults included. `spend` in USD. */
  limits: Readonly<Partial<Record<string, number>>>;
  /** Why it cannot be used at all. */
  problem?: DirectiveProblem;
}

/** Why a directive cannot be used: with its place, where it is a place in a file. */
export interface DirectiveProblem {
  code: string;
  message: string;
  hint?: string;
  at?: Pick<Problem, 'file' | 'line' | 'col'>;
}

/** Who could answer for a run, and what is missing where it cannot. */
export interface ProviderState {
  name: string;
  ready: boolean;
  /** Its costs are made up from text lengths. */
  simulated: boolean;
  /** Which variable is missing; never the value of one. */
  reason?: string;
}

/** Where a run is forked. */
export interface ForkPoint {
  runId: string;
  /** The last event that both have. */
  seq: number;
  /** The id of the new run. @default a new one */
  newId?: string;
}

/** With what a run goes on. */
export interface ResumeRequest {
  /** Something new to do, or to know. */
  message?: string;
  /** The new ceiling of the run, in USD. */
  budgetUsd?: number;
  model?: string;
  provider?: string;
}

/** A file that a run wrote, as far as a screen can show it: `missing` says why nothing can be read. */
export type FileContent =
  | { kind: 'text'; text: string }
  | { kind: 'binary' }
  | { kind: 'large' }
  | { kind: 'missing'; reason: string };
