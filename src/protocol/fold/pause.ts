import type { ThreadState, ThreadStatus } from './state.ts';

/** The thread stands otherwise from here on; while it is paused, from when it goes on. */
export function goOn(thread: ThreadState, status: ThreadStatus): void {
  if (thread.pause) thread.pause.from = status;
  else thread.status = status;
}

/** Notes from when on nothing of a paused thread is in flight: what was in flight is finished, and its time counts. */
export function standStill(thread: ThreadState, at: string): void {
  const { pause } = thread;
  if (!pause || pause.stillSince !== undefined) return;
  const call = thread.turns.at(-1)?.calls.find(({ startedSeq, end }) => startedSeq !== undefined && end === undefined);
  if (pause.from === 'waiting' || (!thread.openModelCall && !call)) pause.stillSince = at;
}

/** The thread goes on as it was; the time in which it stood still does not count. */
export function endPause(thread: ThreadState, at: string): void {
  const { pause } = thread;
  if (!pause) return;
  const { from, stillSince } = pause;
  if (stillSince !== undefined && thread.startedAt !== undefined)
    thread.idleMs += Math.max(0, Date.parse(at) - Date.parse(stillSince));
  delete thread.pause;
  thread.status = from;
}
