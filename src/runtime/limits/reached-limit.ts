import type { EventData, ThreadState } from '#protocol';
import { activeSeconds } from './seconds-left.ts';

/**
 * The first ceiling that a thread has come to, in the order turns, tokens, duration; money is looked at when a call is
 * reserved, where it is known what the call can cost.
 * @param nowMs Epoch ms.
 */
export function reachedLimit(thread: ThreadState, nowMs: number): EventData<'limit_reached'> | undefined {
  const { limits, usage, before } = thread;
  if (mayWrapUp(thread, nowMs)) return undefined;
  const seconds = activeSeconds(thread, nowMs);
  // Whole seconds read better, where they tell as much.
  const whole = Math.floor(seconds);
  const checks = [
    // What a graph does are steps, which it bounds itself.
    {
      limit: 'turns',
      current: thread.turns.length + (before?.turns ?? 0),
      max: thread.graph ? undefined : limits.turns,
    },
    { limit: 'tokens', current: usage.input_tokens + usage.output_tokens + (before?.tokens ?? 0), max: limits.tokens },
    {
      limit: 'duration_seconds',
      current: whole >= (limits.duration_seconds ?? 0) ? whole : seconds,
      max: limits.duration_seconds,
    },
  ] as const;
  for (const { limit, current, max } of checks) if (max !== undefined && current >= max) return { limit, current, max };
  return undefined;
}

/** It was told to hand over what it has, and has not answered yet. */
function mayWrapUp({ wrapUp, turns }: ThreadState, nowMs: number): boolean {
  return wrapUp !== undefined && turns.length < wrapUp.turn && nowMs < Date.parse(wrapUp.until);
}
