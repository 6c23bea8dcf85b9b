import type { FailureCategory } from '#protocol';

/** Exponential waits by kind of failure: first wait and longest wait, in seconds. */
const WAITS: Partial<Record<FailureCategory, { base: number; max: number }>> = {
  rate_limited: { base: 2, max: 60 },
  overloaded: { base: 2, max: 120 },
  transient: { base: 2, max: 60 },
};

/**
 * How long to wait before asking again.
 * @param failures Failed calls in a row, from 1.
 * @param retryAfterMs What the provider asked for; it wins.
 */
export function retryDelayMs(category: FailureCategory, failures: number, retryAfterMs: number | undefined): number {
  if (retryAfterMs !== undefined) return retryAfterMs;
  const { base, max } = WAITS[category] ?? { base: 2, max: 60 };
  return Math.min(base * 2 ** (failures - 1), max) * 1000;
}
