/** Runs the tasks of one key one after the other, in the order in which they came; those of other keys beside them. */
export class InOrder {
  readonly #last = new Map<string, Promise<unknown>>();

  run<T>(key: string, task: () => Promise<T>): Promise<T> {
    const before = this.#last.get(key) ?? Promise.resolve();
    const result = before.then(task, task);
    const settled: Promise<void> = result.then(noValue, noValue).then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    });
    this.#last.set(key, settled);
    return result;
  }

  /** Resolves when every task that has come so far has ended. */
  async settled(): Promise<void> {
    await Promise.all(this.#last.values());
  }
}

function noValue(): void {
  // A failure is told to whoever asked for that task, and is none of the next one.
}
