import { chainEnd, type EventData, isFinal, isoTime, type ThreadState } from '#protocol';
import { idleMsOf } from '../limits/seconds-left.ts';
import type { RunContext } from '../run-context.ts';
import { takeSlot } from '../steering/take-slot.ts';

/** What a sleeping thread waits for. */
export interface Awaited {
  /** Threads that are to be final. */
  on: string[];
  /** Epoch ms. */
  untilMs: number;
  /** What continues them is not waited for. */
  alone?: boolean;
  /** The first of them that is final wakes it. */
  any?: boolean;
  /** A message wakes it as well. */
  message?: boolean;
}

type Woken = EventData<'thread_woken'>['reason'];

/**
 * Puts a thread to sleep until the threads it names, and whatever continues them, are final or the time is up. While it
 * sleeps it holds no slot and no model call; a process that dies finds it asleep, and goes on waiting for what is left
 * of the time. Time in which the thread is paused does not count.
 * @returns what woke it, and the last thread of each chain
 */
export async function sleepUntil(
  run: RunContext,
  threadId: string,
  awaited: Awaited,
): Promise<{ woken: Woken; ended: ThreadState[] }> {
  const { session } = run;
  const thread = session.threadOrThrow(threadId);
  const last = (): ThreadState[] => awaitedThreads(run, awaited);
  const open = (): string[] => openOf(run, awaited);
  const asleep = (): boolean => (thread.pause?.from ?? thread.status) === 'waiting';
  if (isOver(awaited, open())) {
    // The process died between the end of the last one and the waking.
    if (asleep()) await session.append({ thread: threadId, type: 'thread_woken', data: { reason: 'ready' } });
    return { woken: 'ready', ended: last() };
  }
  if (!asleep()) {
    const data = { on: open(), until: isoTime(awaited.untilMs) };
    await session.append({ thread: threadId, type: 'thread_waiting', data });
  }
  run.slots.release(threadId);
  const told = await untilAwake(run, thread, awaited);

  run.checkInterrupt();
  if (run.cancellationOf(threadId) === undefined) await takeSlot(run, threadId, true);
  run.checkInterrupt();
  const cancelled = run.cancellationOf(threadId) !== undefined;
  const woken = cancelled ? 'cancelled' : isOver(awaited, open()) ? 'ready' : told ? 'message' : 'timeout';
  await session.append({ thread: threadId, type: 'thread_woken', data: { reason: woken } });
  return { woken, ended: last() };
}

function isOver({ on, any }: Awaited, open: readonly string[]): boolean {
  return any ? open.length < on.length : open.length === 0;
}

/** The threads that are still waited for: of each chain the last one. */
function openOf(run: RunContext, awaited: Awaited): string[] {
  return awaitedThreads(run, awaited)
    .filter(({ status }) => !isFinal(status))
    .map(({ id }) => id);
}

function awaitedThreads({ session }: RunContext, { on, alone }: Awaited): ThreadState[] {
  const threads = on.map((id) => session.threadOrThrow(id));
  return alone ? threads : threads.map((thread) => chainEnd(session.state, thread));
}

/** @returns whether a message woke it */
async function untilAwake(run: RunContext, thread: ThreadState, awaited: Awaited): Promise<boolean> {
  const { untilMs, message } = awaited;
  const { session } = run;
  const { clock } = run.ports;
  const signal = run.signalOf(thread.id);
  const idleBefore = idleMsOf(thread, clock.now());
  const isTold = (): boolean => message === true && (thread.turns.at(-1)?.injected.length ?? 0) > 0;
  for (;;) {
    await session.whenUnpaused(thread.id, signal);
    const leftMs = untilMs + idleMsOf(thread, clock.now()) - idleBefore - clock.now();
    const open = openOf(run, awaited);
    if (signal.aborted || isOver(awaited, open) || leftMs <= 0 || isTold()) return isTold();
    const ends = (ids: string[], until: AbortSignal) => ids.map((each) => session.whenFinal(each, until));
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    await Promise.race([
      awaited.any ? Promise.race(ends(open, either)) : Promise.all(ends(open, either)),
      clock.sleep(leftMs, either),
      session.nextSteering(thread.id, either),
    ]);
    over.abort();
  }
}
