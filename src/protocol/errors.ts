/** Exit codes of the command line, one per class of outcome (cli contract). */
export const ExitCode = {
  done: 0,
  failed: 1,
  usage: 2,
  environment: 3,
  decision: 4,
  held: 5,
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Anything that survives `JSON.stringify` and comes back equal. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** A JSON object with any members. */
export type JsonObject = { [key: string]: Json };

/**
 * Base of every error that rye raises on purpose.
 *
 * A subclass takes facts, derives `message` (what happened and why) and `hint` (what to do about it) from them, and
 * carries them as JSON in `data`, so that a script can act on them. `instanceof` tells errors apart inside a process,
 * `code` across processes; every code has a page in `docs/errors/`.
 */
export abstract class RyeError extends Error {
  /** Stable identifier, `<room>/<slug>`. */
  abstract readonly code: string;
  readonly exitCode: ExitCode = ExitCode.failed;
  readonly hint?: string;
  readonly data: JsonObject;

  constructor(message: string, facts: { data?: JsonObject; hint?: string; cause?: unknown } = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.data = facts.data ?? {};
    if (facts.hint !== undefined) this.hint = facts.hint;
  }

  override get name(): string {
    return this.code;
  }

  /** The shape that `--json` prints and that events carry. */
  toJSON(): ErrorFact {
    return {
      code: this.code,
      message: this.message,
      ...(this.hint !== undefined && { hint: this.hint }),
      ...(Object.keys(this.data).length > 0 && { data: this.data }),
    };
  }
}

/** An error as data: in events, in JSON documents, between processes. */
export interface ErrorFact {
  code: string;
  message: string;
  hint?: string;
  data?: JsonObject;
}

/** The fact of any thrown value; what rye did not raise itself keeps its message under `internal`. */
export function errorFact(thrown: unknown): ErrorFact {
  if (thrown instanceof RyeError) return thrown.toJSON();
  return { code: 'internal', message: thrown instanceof Error ? thrown.message : String(thrown) };
}
