import type { ThreadState } from '#protocol';

/**
 * How long a thread, and those whose work it continues, have been at work, in seconds: time in which nobody drove them,
 * or they stood still, is left out.
 * @param nowMs Epoch ms.
 */
export function activeSeconds(thread: ThreadState, nowMs: number): number {
  const before = (thread.before?.activeMs ?? 0) / 1000;
  if (thread.startedAt === undefined) return before;
  // A clock that jumped back gives nobody more time than there is.
  return before + Math.max(0, nowMs - Date.parse(thread.startedAt) - idleMsOf(thread, nowMs)) / 1000;
}

/** Time that does not count, in ms, that of a pause that goes on included. @param nowMs Epoch ms. */
export function idleMsOf({ idleMs, pause }: ThreadState, nowMs: number): number {
  const stillSince = pause?.stillSince;
  return idleMs + (stillSince === undefined ? 0 : Math.max(0, nowMs - Date.parse(stillSince)));
}

/** What is left of a thread's time, in seconds, never below 0; absent where it has no such limit. @param nowMs Epoch ms. */
export function secondsLeft(thread: ThreadState, nowMs: number): number | undefined {
  const { duration_seconds: limit } = thread.limits;
  return limit === undefined ? undefined : Math.max(0, limit - activeSeconds(thread, nowMs));
}
