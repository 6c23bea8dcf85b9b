/** Time and chance, as arguments: a test pins both. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`, or at once when `signal` aborts (never rejects). */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A source of chance; a test pins it. */
export interface Randomness {
  /** `bytes` random bytes as lower-case hex. */
  hex(bytes: number): string;
}

let lastMs = Number.NaN;
let lastText = '';

/** ISO 8601, UTC, with milliseconds. */
export function isoTime(ms: number): string {
  // Several events fall into one millisecond.
  if (ms !== lastMs) {
    lastText = new Date(ms).toISOString();
    lastMs = ms;
  }
  return lastText;
}

/**
 * When an event comes to be, never before the one before it: a clock that jumps back makes no duration negative and no
 * history that a sort by time would turn round.
 */
export function eventTime(clock: Clock, before: { at: string } | undefined): string {
  return isoTime(Math.max(clock.now(), before === undefined ? 0 : Date.parse(before.at)));
}
