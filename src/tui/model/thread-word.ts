import { isFinal, type RunState, type ThreadState } from '#protocol';
import type { RunFacts } from './run-facts.ts';

/** The state of a thread as the screens say it. */
export type ThreadWord = 'run' | 'wait' | 'ASK' | 'done' | 'FAIL' | 'paused' | 'stopped' | 'budget' | 'quiet';

/** A running thread without an event for this long is called quiet. */
export const QUIET_MS = 5 * 60_000;

/** What a word depends on beside the thread. */
export interface WordContext {
  state: RunState;
  facts: RunFacts;
  nowMs: number;
  /** Somebody drives the run; where nobody does, nothing of it runs. */
  driven: boolean;
  /** Threads that somebody is asked about. */
  asking: ReadonlySet<string>;
}

/**
 * A thread that waits for its children is said to run, as they do; one that has not begun waits, and so does every other
 * one for as long as nobody drives the run.
 */
export function threadWord(thread: ThreadState, { state, facts, nowMs, driven, asking }: WordContext): ThreadWord {
  if (!isFinal(thread.status)) {
    if (asking.has(thread.id)) return isPausedForMoney(thread) ? 'budget' : 'ASK';
    if (thread.status === 'paused' || state.status === 'paused') return 'paused';
    if (!driven) return 'wait';
  }
  switch (thread.status) {
    case 'created':
      return 'wait';
    case 'running':
      // It will be tried again; until then it stands where it failed.
      if (thread.retryAt !== undefined && Date.parse(thread.retryAt) > nowMs) return 'FAIL';
      return nowMs - (facts.newest.get(thread.id)?.atMs ?? nowMs) > QUIET_MS ? 'quiet' : 'run';
    case 'waiting':
      return 'run';
    case 'paused':
      return 'paused';
    case 'completed':
    case 'continued':
      return 'done';
    case 'error':
      return isOutOfMoney(thread) ? 'budget' : 'FAIL';
    case 'cancelled':
    case 'killed':
      return 'stopped';
  }
}

/** True for a thread that stands still because its money is spent, and asks what is to become of it. */
function isPausedForMoney({ pause, limitReached }: ThreadState): boolean {
  return pause !== undefined && limitReached?.limit === 'spend';
}

/** True for a thread that ended because its money did: it goes on with a higher ceiling. */
export function isOutOfMoney({ limitReached, error }: ThreadState): boolean {
  return limitReached?.limit === 'spend' || error?.code === 'insufficient_budget';
}
