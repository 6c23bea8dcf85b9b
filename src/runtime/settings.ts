import type { AllLimits, JsonObject, LimitName } from '#protocol';
import type { Patience } from './progress.ts';

/** They are cancelled, or go on to their own end. */
export type ChildPolicy = 'cascade_cancel' | 'allow';

/** What a project may set for every run, in `config/agent/runtime.yaml`. */
export interface RuntimeSettings {
  /** Limits of a thread whose directive gives none. */
  limits: AllLimits;
  /** Threads that make progress at once. */
  maxThreads: number;
  /** Children of one thread that make progress at once. */
  maxChildren: number;
  maxOutputTokens: number;
  /** How long nothing may come from a provider before its answer counts as failed. Unit: ms. */
  silenceMs: number;
  /** Failed model calls in a row that end a thread. */
  maxFailures: number;
  waitTimeoutSeconds: number;
  /** What the descriptions of tools may take of a request, in tokens. */
  toolTokens: number;
  continuation: {
    /** The part of a context window at which a thread hands its work off to a new one; 0: never. */
    threshold: number;
    /** What the new one still sees of the turns before it, in tokens. */
    carriedTokens: number;
  };
  resultGuard: {
    /** A result with more JSON is kept whole, and only told of. Unit: characters; infinite where nothing is set. */
    maxChars: number;
    /** The same where the context is nearly full. */
    maxCharsWhenFull: number;
  };
  /** When a thread ends because it gets nowhere; 0: never. */
  patience: Patience;
  /** What becomes of the threads below one that ends by itself; with one that is cancelled they always end. */
  childPolicy: { onParentError: ChildPolicy; onParentComplete: ChildPolicy };
  /** What a run may hold before it is paused, its journal and all content. */
  maxRunBytes: number;
}

const MIB = 1024 * 1024;

const defaults: RuntimeSettings = {
  limits: { turns: 25, tokens: 1_000_000, spend: 5, duration_seconds: 1800, spawns: 50, depth: 10 },
  maxThreads: 20,
  maxChildren: 5,
  maxOutputTokens: 16_384,
  silenceMs: 60_000,
  maxFailures: 3,
  waitTimeoutSeconds: 600,
  toolTokens: 4000,
  continuation: { threshold: 0.9, carriedTokens: 16_000 },
  resultGuard: { maxChars: 24_000, maxCharsWhenFull: 8000 },
  patience: { sameCallTimes: 3, unusableTurns: 5 },
  childPolicy: { onParentError: 'cascade_cancel', onParentComplete: 'allow' },
  maxRunBytes: 1024 * MIB,
};

/** Reads the merged config over the defaults; what is absent or no number keeps its default. */
export function readSettings(config: JsonObject): RuntimeSettings {
  const number = (section: string, key: string, fallback: number): number => {
    const value = (config[section] as JsonObject | undefined)?.[key];
    return typeof value === 'number' && value >= 0 ? value : fallback;
  };
  const policy = (key: string, fallback: ChildPolicy): ChildPolicy => {
    const value = (config['child_policy'] as JsonObject | undefined)?.[key];
    return value === 'cascade_cancel' || value === 'allow' ? value : fallback;
  };
  const limit = (key: LimitName): number => number('limits', key, defaults.limits[key]);
  return {
    limits: {
      turns: limit('turns'),
      tokens: limit('tokens'),
      spend: limit('spend'),
      duration_seconds: limit('duration_seconds'),
      spawns: limit('spawns'),
      depth: limit('depth'),
    },
    maxThreads: Math.max(1, number('concurrency', 'max_total_threads', defaults.maxThreads)),
    maxChildren: Math.max(1, number('concurrency', 'max_concurrent_children', defaults.maxChildren)),
    maxOutputTokens: number('model', 'max_output_tokens', defaults.maxOutputTokens),
    silenceMs: silenceMs(number('model', 'silence_timeout_seconds', defaults.silenceMs / 1000)),
    maxFailures: Math.max(1, number('retry', 'max_retries', defaults.maxFailures)),
    waitTimeoutSeconds: number('coordination', 'wait_timeout_seconds', defaults.waitTimeoutSeconds),
    toolTokens: number('tool_preload', 'max_tokens', defaults.toolTokens),
    continuation: {
      threshold: Math.min(1, number('continuation', 'trigger_threshold', defaults.continuation.threshold)),
      carriedTokens: number('continuation', 'resume_ceiling_tokens', defaults.continuation.carriedTokens),
    },
    resultGuard: {
      maxChars: resultChars(number('result_guard', 'max_chars', defaults.resultGuard.maxChars)),
      maxCharsWhenFull: resultChars(
        number('result_guard', 'max_chars_when_full', defaults.resultGuard.maxCharsWhenFull),
      ),
    },
    patience: {
      sameCallTimes: Math.floor(number('progress', 'same_call_times', defaults.patience.sameCallTimes)),
      unusableTurns: Math.floor(number('progress', 'unusable_turns', defaults.patience.unusableTurns)),
    },
    childPolicy: {
      onParentError: policy('on_parent_error', defaults.childPolicy.onParentError),
      onParentComplete: policy('on_parent_complete', defaults.childPolicy.onParentComplete),
    },
    maxRunBytes: number('storage', 'max_run_megabytes', defaults.maxRunBytes / MIB) * MIB,
  };
}

/** After 300 seconds the `fetch` of Node gives up by itself. */
function silenceMs(seconds: number): number {
  return Math.min(300, Math.max(1, seconds)) * 1000;
}

/** Where less is allowed than a summary and its note take, nothing could be told. */
const LEAST_RESULT_CHARS = 1000;

function resultChars(given: number): number {
  return given === 0 ? Number.POSITIVE_INFINITY : Math.max(LEAST_RESULT_CHARS, given);
}
