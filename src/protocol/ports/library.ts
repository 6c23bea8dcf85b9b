import type { JsonObject } from '../errors.ts';
import type { Field, ItemKind, Space } from '../events/index.ts';
import type { Graph } from './graph.ts';

/** A place in a file, and what is wrong there. Lines and columns count from 1. */
export interface Problem {
  file: string;
  line: number;
  col: number;
  level: 'error' | 'warning';
  code: string;
  message: string;
}

/** The text of an item, where it was found, and its hash: what a run pins. */
export interface ItemSource {
  kind: ItemKind;
  /** Path below the kind's folder, `/`-separated, without extension. */
  id: string;
  space: Space;
  /** Relative to the project, `~/…` in the user space, `rye:…` in the bundled one. */
  path: string;
  text: string;
  sha256: string;
  signature: 'unsigned' | 'valid' | 'metadata-only' | 'untrusted' | 'tampered';
}

/** A hook as a directive declares it: on which event, under which condition, what is done. */
export interface HookDefinition {
  id: string;
  event: string;
  layer?: number;
  position?: 'before' | 'after';
  wrap?: boolean;
  condition?: JsonObject;
  action?: JsonObject;
  actions?: JsonObject[];
  inputs?: JsonObject;
}

/** `context`: the window is 70 % full; `synthesis`: results of threads are about to be gathered; `handoff`: another goes on. */
export type CheckpointMoment = (typeof CHECKPOINT_MOMENTS)[number];

/** All {@link CheckpointMoment}s. */
export const CHECKPOINT_MOMENTS = ['context', 'synthesis', 'handoff'] as const;

/** A parsed directive. */
export interface Directive {
  source: ItemSource;
  name: string;
  version?: string;
  description: string;
  /** The prompt: everything below the fence. */
  body: string;
  /** The source text of `<permissions>` in the fence. */
  permissionsText?: string;
  model?: { tier?: string; id?: string; provider?: string };
  /** Known keys only, aliases resolved: `turns tokens spend spawns depth duration_seconds`. */
  limits: Partial<Record<string, number>>;
  /** Capabilities as declared, in dotted form; absent where none are declared. */
  permissions?: string[];
  acknowledgedRisks: { risk: string; reason: string }[];
  inputs: Field[];
  /** False where the directive has no `<inputs>`: then any key is accepted. */
  declaresInputs: boolean;
  outputs: Field[];
  hooks: HookDefinition[];
  context: { system: string[]; before: string[]; after: string[]; suppress: string[] };
  extends?: string;
  continuationDirective?: string;
  /** The moments at which a checkpoint is saved without the model asking for one. */
  checkpoints?: CheckpointMoment[];
  warnings: Problem[];
}

/** A parsed knowledge item. */
export interface Knowledge {
  source: ItemSource;
  name: string;
  title?: string;
  body: string;
  metadata: JsonObject;
  warnings: Problem[];
}

/** An item that a search found; a higher score is a better hit. */
export interface SearchHit {
  kind: ItemKind;
  id: string;
  space: Space;
  name: string;
  title?: string;
  description?: string;
  preview: string;
  path: string;
  score: number;
}

/** Items of the three spaces, project before user before bundled. */
export interface Library {
  /**
   * @throws {RyeError} `library/unknown-item` (with the nearest ids), `library/invalid-item` (with file:line:col),
   * `library/tampered-item`, `library/bad-id`
   */
  directive(id: string): Promise<Directive>;
  /** @throws as {@link Library.directive} */
  knowledge(id: string): Promise<Knowledge>;
  /** @throws as {@link Library.directive} */
  graph(id: string): Promise<Graph>;
  /** Parses a pinned text again, as it was. */
  parseDirective(source: ItemSource): Directive;
  parseKnowledge(source: ItemSource): Knowledge;
  parseGraph(source: ItemSource): Graph;
  /** Raw text of an item; without `kind` all kinds are tried. */
  fetch(id: string, kind?: ItemKind): Promise<ItemSource>;
  search(query: string, options?: { kind?: ItemKind; under?: string; limit?: number }): Promise<SearchHit[]>;
  list(kind: ItemKind): Promise<{ id: string; space: Space; path: string }[]>;
  /** A config file merged over the spaces, bundled → user → project; `{}` where there is none. */
  config(name: string): Promise<JsonObject>;
  /** The same file of each space that has it, unmerged: bundled, user, project. @throws `library/tampered-item` */
  configLayers(name: string): Promise<{ space: Space; path: string; value: JsonObject }[]>;
}
