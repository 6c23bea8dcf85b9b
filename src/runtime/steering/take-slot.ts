import type { RunContext } from '../run-context.ts';

/**
 * Resolves when the thread may make progress, not paused and holding a slot; or when it is ended, or the run
 * interrupted (then it may hold none). While it is paused it holds none.
 * @param woken It comes back to what it had begun: before threads that are new.
 */
export async function takeSlot(run: RunContext, id: string, woken: boolean): Promise<void> {
  const signal = run.signalOf(id);
  const thread = run.session.threadOrThrow(id);
  for (;;) {
    await run.session.whenUnpaused(id, signal);
    await run.slots.acquire(id, thread.parent, woken, signal);
    if (signal.aborted || !thread.pause) return;
    run.slots.release(id);
  }
}
