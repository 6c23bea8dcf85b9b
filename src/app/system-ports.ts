import { randomBytes } from 'node:crypto';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { Clock, Randomness } from '#protocol';

/** The longest wait that a timer takes, in ms; longer ones are slept in pieces. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The time of the machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(ms, signal) {
    const until = Date.now() + ms;
    for (let left = ms; left > 0 && !signal?.aborted; left = until - Date.now()) {
      await sleepFor(Math.min(left, LONGEST_TIMER_MS), undefined, signal ? { signal } : {}).catch(ignoreAbort);
    }
  },
};

/** The chance of the machine, good enough for ids that nobody can guess. */
export const systemRandomness: Randomness = {
  hex: (bytes) => randomBytes(bytes).toString('hex'),
};

function ignoreAbort(error: unknown): void {
  if (!(error instanceof Error && error.name === 'AbortError')) throw error;
}
