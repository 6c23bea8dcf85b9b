import type { Clock, Randomness } from '#protocol';

interface Sleeper {
  dueMs: number;
  wake: () => void;
}

/**
 * Time that passes only when nothing else can happen: as soon as the event loop is idle, the clock jumps to the next
 * sleeper. What takes half an hour takes no time here, and the order of things is the same every time.
 */
export class FakeClock implements Clock {
  nowMs: number;
  private readonly sleepers = new Set<Sleeper>();
  private scheduled = false;

  constructor(nowMs = Date.parse('2026-01-02T03:04:05.000Z')) {
    this.nowMs = nowMs;
  }

  now(): number {
    return this.nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.sleepers.delete(sleeper);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const sleeper: Sleeper = { dueMs: this.nowMs + Math.max(0, ms), wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
      this.schedule();
    });
  }

  private schedule(): void {
    if (this.scheduled || this.sleepers.size === 0) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      const dueMs = Math.min(...[...this.sleepers].map((sleeper) => sleeper.dueMs));
      if (Number.isFinite(dueMs)) this.nowMs = Math.max(this.nowMs, dueMs);
      for (const sleeper of this.sleepers) if (sleeper.dueMs <= this.nowMs) sleeper.wake();
      this.schedule();
    });
  }
}

/** Counts up where others throw dice. */
export function countingRandomness(): Randomness {
  let count = 0;
  return {
    hex: (bytes) => {
      count += 1;
      return count
        .toString(16)
        .padStart(bytes * 2, '0')
        .slice(-bytes * 2);
    },
  };
}
