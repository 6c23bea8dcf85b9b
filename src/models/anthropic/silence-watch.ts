import type { Clock } from '#protocol';

/** Aborts its signal when nothing was heard for a while; an answer may take as long as it likes while it comes. */
export class SilenceWatch {
  private readonly clock: Clock;
  private silenceMs: number;
  private readonly silent = new AbortController();
  private readonly stopped = new AbortController();
  private heardAtMs: number;

  /** @param silenceMs Unit: ms. */
  constructor(clock: Clock, silenceMs: number) {
    this.clock = clock;
    this.silenceMs = silenceMs;
    this.heardAtMs = clock.now();
    void this.watch();
  }

  get signal(): AbortSignal {
    return this.silent.signal;
  }

  heard(): void {
    this.heardAtMs = this.clock.now();
  }

  /** From here on a silence is over sooner. */
  shorten(silenceMs: number): void {
    if (silenceMs >= this.silenceMs) return;
    this.silenceMs = silenceMs;
    void this.watch();
  }

  stop(): void {
    this.stopped.abort();
  }

  /** One sleep for a silence, not one for each piece that is heard. */
  private async watch(): Promise<void> {
    while (!this.stopped.signal.aborted) {
      const leftMs = this.heardAtMs + this.silenceMs - this.clock.now();
      if (leftMs <= 0) return this.silent.abort();
      await this.clock.sleep(leftMs, this.stopped.signal);
    }
  }
}
