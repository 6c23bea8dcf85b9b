/** A doorbell with one who waits for it: rings before the wait count, and more than one count as one. */
export class Wake {
  #rung = false;
  #waiting: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#waiting?.();
  }

  /** Resolves when it has rung since the last wait, or when the time is up. @param longestMs Absent: for as long as it takes. */
  async wait(longestMs?: number): Promise<void> {
    if (!this.#rung) {
      await new Promise<void>((resolve) => {
        const timer = longestMs === undefined ? undefined : setTimeout(resolve, longestMs);
        this.#waiting = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
    this.#waiting = undefined;
    this.#rung = false;
  }
}
