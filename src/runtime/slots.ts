interface Waiter {
  thread: string;
  woken: boolean;
  parent: string | undefined;
  resolve: () => void;
}

/**
 * Who may make progress: at most `maxThreads` threads of a run and `maxChildren` of one parent. Threads that sleep hold
 * no slot, so a tree of any depth moves on. Woken threads come before new ones, otherwise first come, first served.
 */
export class ThreadSlots {
  private readonly maxThreads: number;
  private readonly maxChildren: number;
  private readonly holders = new Map<string, string | undefined>();
  private readonly queue: Waiter[] = [];

  constructor(maxThreads: number, maxChildren: number) {
    this.maxThreads = maxThreads;
    this.maxChildren = maxChildren;
  }

  /** Resolves when the thread holds a slot, or when `signal` aborts (then it may hold none). */
  async acquire(thread: string, parent: string | undefined, woken: boolean, signal: AbortSignal): Promise<void> {
    if (this.holders.has(thread) || signal.aborted) return;
    if (this.fits(parent)) {
      this.holders.set(thread, parent);
      return;
    }
    await new Promise<void>((resolve) => {
      const leave = (): void => {
        const index = this.queue.indexOf(waiter);
        if (index >= 0) this.queue.splice(index, 1);
        resolve();
      };
      const waiter: Waiter = {
        thread,
        woken,
        parent,
        resolve: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      const firstNew = this.queue.findIndex((other) => !other.woken);
      if (woken && firstNew >= 0) this.queue.splice(firstNew, 0, waiter);
      else this.queue.push(waiter);
    });
  }

  release(thread: string): void {
    if (!this.holders.delete(thread)) return;
    for (const waiter of this.queue.slice()) {
      if (!this.fits(waiter.parent)) continue;
      this.queue.splice(this.queue.indexOf(waiter), 1);
      this.holders.set(waiter.thread, waiter.parent);
      waiter.resolve();
    }
  }

  private fits(parent: string | undefined): boolean {
    if (this.holders.size >= this.maxThreads) return false;
    if (parent === undefined) return true;
    let siblings = 0;
    for (const other of this.holders.values()) if (other === parent) siblings += 1;
    return siblings < this.maxChildren;
  }
}
