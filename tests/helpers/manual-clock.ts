import type { Clock } from '#protocol';

/** Time that passes only when a test says so. */
export class ManualClock implements Clock {
  nowMs = Date.parse('2026-01-02T03:04:05.000Z');
  private readonly sleepers = new Set<{ dueMs: number; wake: () => void }>();

  now(): number {
    return this.nowMs;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.sleepers.delete(sleeper);
        resolve();
      };
      const sleeper = { dueMs: this.nowMs + ms, wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', wake, { once: true });
    });
  }

  advance(ms: number): void {
    this.nowMs += ms;
    for (const { dueMs, wake } of this.sleepers) if (dueMs <= this.nowMs) wake();
  }

  /** Lets time pass in steps, whenever nothing else happens, until the promise has settled. */
  async passUntil<T>(settled: Promise<T>, stepMs: number): Promise<T> {
    let over = false;
    const done = (): void => {
      over = true;
    };
    settled.then(done, done);
    while (!over) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      this.advance(stepMs);
    }
    return settled;
  }
}
