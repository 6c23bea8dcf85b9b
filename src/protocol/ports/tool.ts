import type { ErrorFact, Json, JsonObject } from '../errors.ts';
import type { ContentFact, Effect, Space } from '../events/index.ts';

/** What is known of a tool before it is called. */
export interface ToolSpec {
  /** Such as `rye/file-system/read`. */
  id: string;
  description: string;
  /** JSON Schema of the input. */
  inputSchema: JsonObject;
  effect: Effect;
  /** The file of a tool that is a script. */
  source?: { space: Space; path: string; text: string; sha256: string };
}

/** What a tool may use of the run it works for. Every write goes through here, and so becomes a fact of the run. */
export interface ToolContext {
  runId: string;
  thread: string;
  callId: string;
  /** Absolute path; tools stay inside. */
  projectRoot: string;
  signal: AbortSignal;
  /** The most that the call may take, in ms. */
  timeoutMs: number;
  /** What the result may take before it is only told of, in characters of JSON; absent: nothing is known of that. */
  maxResultChars?: number;
  files: RunFiles;
  processes: ProcessRegistry;
}

/** The files of a run, written so that each is durable before the event that names it. */
export interface RunFiles {
  /** @param path Relative, `/`-separated; lands at `artifacts/<path>`. */
  writeArtifact(path: string, content: Uint8Array): Promise<ContentFact>;
  /** @param reference A path under `artifacts/`, or a SHA-256. */
  readArtifact(reference: string): Promise<Uint8Array | undefined>;
  listArtifacts(): ContentFact[];
  /**
   * Writes `.ai/data/<path>`.
   * @param expectedSha256 Refuses where the present content has another hash; the empty string means no file.
   */
  writeData(path: string, content: Uint8Array, expectedSha256?: string): Promise<ContentFact>;
  /** Records that a file of the project was written; the tool itself wrote it. */
  recordFile(path: string, content: Uint8Array, previousSha256?: string): Promise<ContentFact>;
  /** Keeps a result that is too large for the log. */
  keepLarge(content: Uint8Array): Promise<ContentFact>;
}

/** Remembers process groups outside the log, so that those of a dead owner can be ended. */
export interface ProcessRegistry {
  add(pid: number): Promise<void>;
  remove(pid: number): Promise<void>;
}

/** How a call ended; an expected failure is a value. */
export type ToolOutcome =
  | { ok: true; result: Json; filesRead?: string[]; artifact?: ContentFact; truncated?: boolean }
  | { ok: false; error: ErrorFact; result?: Json; artifact?: ContentFact };

/** Something that a thread can call. */
export interface Tool {
  spec: ToolSpec;
  /** Runs with an input that fits the schema. An expected failure is a value. */
  run(input: JsonObject, context: ToolContext): Promise<ToolOutcome>;
}

/** The tools of a run. */
export interface Toolbox {
  /** Every tool there is, built in or of the project, sorted by id. */
  list(): Promise<ToolSpec[]>;
  find(id: string): Promise<Tool | undefined>;
}

/** Takes secrets out of what is about to be recorded or shown to a model. */
export interface Redactor {
  text(text: string): Promise<string>;
  json<T extends Json>(value: T): Promise<T>;
  /** How many characters of a text that still grows no secret can reach into any more. */
  settled(text: string): number;
}
