import type { RunFeed } from '#app';
import { isRunFinal } from '#protocol';

/** How long a run has been at work, in ms: up to now, or up to where it ended or was cut off. NaN before it began. */
export function elapsedMs({ state, holder }: RunFeed, nowMs: number): number {
  const open = !isRunFinal(state.status) && holder?.alive === true;
  const until = open ? nowMs : Date.parse(state.endedAt ?? state.lastAt ?? '');
  return until - Date.parse(state.startedAt ?? '') - state.idleMs;
}
