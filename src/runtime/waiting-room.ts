/** Those who wait for one thing to happen; it wakes them all. */
export class WaitingRoom {
  private readonly waiting = new Set<() => void>();

  /** Resolves at the next {@link wake}, or when `signal` aborts. */
  wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const done = (): void => {
        this.waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.waiting.add(done);
      signal.addEventListener('abort', done, { once: true });
    });
  }

  wake(): void {
    // Whoever is woken leaves the set; a set takes that while it is gone through.
    for (const done of this.waiting) done();
  }
}
