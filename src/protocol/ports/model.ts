import type { JsonObject } from '../errors.ts';
import type { ContentBlock, FailureCategory, Field, StopReason, TakenOver, Usage } from '../events/index.ts';

/** The result of a call, as the model is told of it. */
export interface ToolResultBlock {
  type: 'tool_result';
  tool_use_id: string;
  /** The result as text: JSON, or a plain message. */
  content: string;
  is_error?: boolean;
}

/** A message of the conversation, in the shapes of the Messages API. */
export type Message =
  | { role: 'user'; content: ({ type: 'text'; text: string } | ToolResultBlock)[] }
  | { role: 'assistant'; content: ContentBlock[] };

/** A tool as the model sees it. */
export interface ToolDescription {
  name: string;
  description: string;
  input_schema: JsonObject;
}

/** One request to a model, in the shapes of the Messages API. */
export interface ModelRequest {
  /** Who asks: a script or a recorded run answers by it; it is not sent to a provider. */
  asker: {
    runId: string;
    thread: string;
    place: string;
    directive: string;
    body: string;
    inputs: JsonObject;
    outputs: Field[];
  };
  callId: string;
  /** How often this turn has been asked: 2 for its first repetition. Absent counts as 1. */
  attempt?: number;
  model: string;
  system: string;
  messages: Message[];
  tools: ToolDescription[];
  maxOutputTokens: number;
}

/** Why no answer came, and what may be done about it. */
export interface ModelFailure {
  category: FailureCategory;
  /** Stable slug, such as `overloaded_error`. */
  code: string;
  message: string;
  retryable: boolean;
  /** HTTP status, where there was one. */
  status?: number;
  retryAfterMs?: number;
  /** What the provider reported before it failed. */
  usage?: Usage;
  /** `usage` is the provider's last word on the call: nothing beyond it is charged. */
  usageIsFinal?: boolean;
  /**
   * False only where nothing can have been charged: the request never reached a provider, or was answered with an HTTP
   * error.
   */
  mayHaveCost: boolean;
}

/** An answer, or an expected failure as a value. */
export type ModelReply =
  | { ok: true; content: ContentBlock[]; stopReason: StopReason; usage: Usage }
  | { ok: false; failure: ModelFailure };

/** A provider of model answers. */
export interface ModelPort {
  /** `anthropic`, `offline`, `replay:<run>`. */
  readonly name: string;
  /** Its usage and cost are made up from text lengths, and every place that shows them says so. */
  readonly simulated: boolean;
  /** What it adds to the input of a request beyond the bytes of it, in tokens, at most. Absent counts as 0. */
  readonly overheadTokens?: number;
  /**
   * Asks for one answer. An expected failure is a value; a throw is a broken promise of the provider's code.
   * @param signal Aborts the request; the reply is then a failure of category `cancelled`.
   * @param onDelta Text as it arrives: shown live, never stored.
   */
  call(request: ModelRequest, options: { signal: AbortSignal; onDelta?: (text: string) => void }): Promise<ModelReply>;
  /** The provider's own count of a request's input tokens; undefined where it cannot tell. */
  countTokens?(request: ModelRequest, options?: { signal?: AbortSignal }): Promise<number | undefined>;
}

/** Answers a request that was asked and answered in a recorded run already; undefined for any other. */
export type Recall = (request: ModelRequest) => Recalled | undefined;

/** A recorded answer, as this run's model would have said it. */
export interface Recalled {
  content: ContentBlock[];
  stopReason: StopReason;
  usage: Usage;
  /** What it had cost, in USD. */
  costUsd: number;
  /** Where it was recorded first. */
  origin: TakenOver;
}

/** USD per million tokens. */
export interface ModelPrice {
  input: number;
  output: number;
  cache_read: number;
  cache_write: number;
}

/** A model with everything that is needed to reserve and to charge a call. */
export interface ResolvedModel {
  id: string;
  tier?: string;
  price: ModelPrice;
  /** Context window, in tokens. */
  window: number;
  /** The most that one call may be asked to answer, in tokens. */
  maxOutputTokens: number;
}

/** Names, windows and prices of models. */
export interface ModelCatalog {
  /**
   * The model for a tier (`haiku`, `orchestrator`, …) or an id.
   * @throws {RyeError} `models/unknown-model`, `models/unknown-price`
   */
  resolve(wanted: { id?: string; tier?: string }): ResolvedModel;
}
