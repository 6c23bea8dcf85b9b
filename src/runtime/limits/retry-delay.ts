import type { EventData } from '#protocol';

/** Seconds. */
interface Wait {
  base: number;
  max: number;
}

type Failure = Pick<EventData<'model_call_failed'>, 'category' | 'code' | 'status' | 'retry_after_ms' | 'wait'>;

/** Longer than this nobody waits; it is also what keeps an absurd number out of the log. */
const LONGEST_WAIT_MS = 24 * 3600 * 1000;

/**
 * How long to wait before asking again: what the provider asked for, else what a rule of the project says, else `base * 2^n` seconds, at most `max`, where n
 * counts the failures in a row before this one. No chance is involved, so that a log tells the same story twice.
 * @param failures Failed calls in a row, from 1.
 */
export function retryDelayMs(failure: Failure, failures: number): number {
  if (failure.retry_after_ms !== undefined) return Math.min(failure.retry_after_ms, LONGEST_WAIT_MS);
  if (failure.wait && 'fixed' in failure.wait) return failure.wait.fixed * 1000;
  const { base, max } = failure.wait ?? waitFor(failure);
  return Math.min(base * 2 ** (failures - 1), max) * 1000;
}

/** The policies of formats.md 10, by what each row of it matches; an overload waits as a server error does. */
function waitFor({ category, code, status }: Failure): Wait {
  if (category === 'rate_limited') return { base: 2, max: 60 };
  if (category === 'overloaded') return { base: 2, max: 120 };
  if (status === 0) return { base: 3, max: 30 };
  if (code === 'network_timeout' || code === 'timeout_error') return { base: 2, max: 30 };
  if (code === 'api_error' || (status !== undefined && status >= 500)) return { base: 2, max: 120 };
  return { base: 2, max: 60 };
}

/**
 * A wait ends with the thread's time at the latest: then the thread ends at its limit, and says so, instead of keeping
 * its run waiting for a provider that asks for a day.
 * @param secondsLeft Of the thread's time; undefined where it has no such limit.
 * @returns `note` goes behind the reason.
 */
export function boundDelay(delayMs: number, secondsLeft: number | undefined): { delayMs: number; note: string } {
  const leftMs = Math.ceil((secondsLeft ?? Number.POSITIVE_INFINITY) * 1000);
  if (delayMs <= leftMs) return { delayMs, note: '' };
  const asked = Math.round(delayMs / 1000);
  return {
    delayMs: leftMs,
    note: ` (a wait of ${asked} s is due, and the thread has ${Math.ceil(leftMs / 1000)} s left)`,
  };
}
