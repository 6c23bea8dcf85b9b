import { isFinal, isoTime } from '#protocol';
import type { RunContext } from '../run-context.ts';

/**
 * Puts a thread to sleep until the threads it names are final or the time is up. While it sleeps it holds no slot and
 * no model call; a process that dies finds it asleep, and goes on waiting for what is left of the time.
 * @param untilMs Epoch ms.
 */
export async function sleepUntil(run: RunContext, threadId: string, on: string[], untilMs: number): Promise<void> {
  const { session, ports } = run;
  const open = (): string[] => on.filter((id) => !isFinal(session.threadOrThrow(id).status));
  const thread = session.threadOrThrow(threadId);
  if (open().length === 0) {
    // The process died between the end of the last one and the waking.
    if (thread.status === 'waiting')
      await session.append({ thread: threadId, type: 'thread_woken', data: { reason: 'ready' } });
    return;
  }
  if (thread.status !== 'waiting') {
    await session.append({ thread: threadId, type: 'thread_waiting', data: { on: open(), until: isoTime(untilMs) } });
  }
  run.slots.release(threadId);

  const stop = new AbortController();
  const signal = AbortSignal.any([run.signalOf(threadId), stop.signal]);
  const timeUp = ports.clock.sleep(Math.max(0, untilMs - ports.clock.now()), signal);
  await Promise.race([Promise.all(on.map((id) => session.whenFinal(id, signal))), timeUp]);
  stop.abort();

  run.checkInterrupt();
  const cancelled = run.cancellationOf(threadId) !== undefined;
  if (!cancelled) await run.slots.acquire(threadId, thread.parent, true, run.signalOf(threadId));
  run.checkInterrupt();
  const reason = cancelled ? 'cancelled' : open().length === 0 ? 'ready' : 'timeout';
  await session.append({ thread: threadId, type: 'thread_woken', data: { reason } });
}
