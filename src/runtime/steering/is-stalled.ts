import { chainEnd, isFinal, isRunFinal, type RunState, type ThreadState } from '#protocol';

/**
 * True where nothing of a run can move before somebody decides: every thread that has not ended stands at a limit and
 * asks, asks about an action, or is paused, or sleeps until such a one has ended. A run that somebody paused as a whole asks nothing.
 */
export function isStalled(state: RunState): boolean {
  if (isRunFinal(state.status)) return false;
  const active = [...state.threads.values()].filter(({ status }) => !isFinal(status));
  return active.some(asks) && active.every((thread) => stands(state, thread, new Set()));
}

/** True for a thread that waits for a decision: about one of its limits, about an action, or whether it goes on at all. */
export function asks({ pause, limitReached, asksAbout }: ThreadState): boolean {
  return pause !== undefined && (limitReached !== undefined || asksAbout !== undefined || pause.stuck === true);
}

function stands(state: RunState, thread: ThreadState, seen: Set<string>): boolean {
  if (thread.pause) return true;
  if (thread.status !== 'waiting' || seen.has(thread.id)) return false;
  seen.add(thread.id);
  const awaited = thread.waitsOn.flatMap((id) => state.threads.get(id) ?? []).map((each) => chainEnd(state, each));
  const open = awaited.filter(({ status }) => !isFinal(status));
  return open.length > 0 && open.every((each) => stands(state, each, seen));
}
