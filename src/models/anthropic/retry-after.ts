/**
 * How long the provider asks to wait, in ms: `retry-after-ms`, else `retry-after` as seconds or as a date (RFC 9110,
 * 10.2.3). Undefined where neither can be read; a date that has passed is no wait at all.
 */
export function retryAfterMs(headers: Headers, nowMs: number): number | undefined {
  return readNumber(headers.get('retry-after-ms'), 1) ?? readRetryAfter(headers.get('retry-after'), nowMs);
}

function readRetryAfter(value: string | null, nowMs: number): number | undefined {
  const seconds = readNumber(value, 1000);
  if (seconds !== undefined || value === null) return seconds;
  // A number that is none of a wait, such as -5, would be read as a year.
  const date = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - nowMs);
}

function readNumber(value: string | null, unitMs: number): number | undefined {
  if (value === null || !/^\s*\d+(\.\d+)?\s*$/.test(value)) return undefined;
  const ms = Math.ceil(Number(value) * unitMs);
  return Number.isSafeInteger(ms) ? ms : Number.MAX_SAFE_INTEGER;
}
