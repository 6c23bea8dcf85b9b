import { type EventData, isFinal, isoTime, type ThreadState } from '#protocol';
import { idleMsOf } from '../limits/seconds-left.ts';
import type { RunContext } from '../run-context.ts';
import { takeSlot } from '../steering/take-slot.ts';

/** What a sleeping thread waits for. */
export interface Awaited {
  /** Threads that are to be final. */
  on: string[];
  /** Epoch ms. */
  untilMs: number;
  /** A message wakes it as well. */
  message?: boolean;
}

type Woken = EventData<'thread_woken'>['reason'];

/**
 * Puts a thread to sleep until the threads it names are final or the time is up. While it sleeps it holds no slot and
 * no model call; a process that dies finds it asleep, and goes on waiting for what is left of the time. Time in which
 * the thread is paused does not count.
 * @returns what woke it
 */
export async function sleepUntil(run: RunContext, threadId: string, awaited: Awaited): Promise<Woken> {
  const { session } = run;
  const { on, untilMs } = awaited;
  const thread = session.threadOrThrow(threadId);
  const open = (): string[] => on.filter((id) => !isFinal(session.threadOrThrow(id).status));
  const asleep = (): boolean => (thread.pause?.from ?? thread.status) === 'waiting';
  if (open().length === 0) {
    // The process died between the end of the last one and the waking.
    if (asleep()) await session.append({ thread: threadId, type: 'thread_woken', data: { reason: 'ready' } });
    return 'ready';
  }
  if (!asleep()) {
    await session.append({ thread: threadId, type: 'thread_waiting', data: { on: open(), until: isoTime(untilMs) } });
  }
  run.slots.release(threadId);
  const told = await untilAwake(run, thread, awaited);

  run.checkInterrupt();
  if (run.cancellationOf(threadId) === undefined) await takeSlot(run, threadId, true);
  run.checkInterrupt();
  const cancelled = run.cancellationOf(threadId) !== undefined;
  const reason = cancelled ? 'cancelled' : open().length === 0 ? 'ready' : told ? 'message' : 'timeout';
  await session.append({ thread: threadId, type: 'thread_woken', data: { reason } });
  return reason;
}

/** @returns whether a message woke it */
async function untilAwake(run: RunContext, thread: ThreadState, { on, untilMs, message }: Awaited): Promise<boolean> {
  const { session } = run;
  const { clock } = run.ports;
  const signal = run.signalOf(thread.id);
  const idleBefore = idleMsOf(thread, clock.now());
  const isTold = (): boolean => message === true && (thread.turns.at(-1)?.injected.length ?? 0) > 0;
  for (;;) {
    await session.whenUnpaused(thread.id, signal);
    const leftMs = untilMs + idleMsOf(thread, clock.now()) - idleBefore - clock.now();
    const isOpen = on.some((id) => !isFinal(session.threadOrThrow(id).status));
    if (signal.aborted || !isOpen || leftMs <= 0 || isTold()) return isTold();
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    await Promise.race([
      Promise.all(on.map((id) => session.whenFinal(id, either))),
      clock.sleep(leftMs, either),
      session.nextSteering(thread.id, either),
    ]);
    over.abort();
  }
}
