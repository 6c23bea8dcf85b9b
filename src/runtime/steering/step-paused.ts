import type { RunContext } from '../run-context.ts';

/** The thread was paused on the way to a call, which is made when it goes on: nothing of it has begun. */
export class StepPaused extends Error {}

/** To be asked in the same step as the append that begins a call. @throws {StepPaused} */
export function checkPause(run: RunContext, thread: string): void {
  if (run.session.threadOrThrow(thread).pause) throw new StepPaused();
}
