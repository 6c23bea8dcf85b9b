import type { ModelReply, ModelRequest, ThreadState } from '#protocol';
import { secondsLeft } from './limits/seconds-left.ts';
import type { RunContext } from './run-context.ts';

export interface TimedReply {
  reply: ModelReply;
  /** The thread's own time ended the call. */
  timeUp: boolean;
}

/** Why the timer of an answered call ends: given, since a reason made at each call would carry a stack. */
const ANSWERED = 'answered';

/** Sends a request, and ends it when the thread is cancelled, the run is interrupted, or the thread's time is up. */
export async function callInTime(run: RunContext, thread: ThreadState, request: ModelRequest): Promise<TimedReply> {
  const { clock, model } = run.ports;
  const answered = new AbortController();
  const timeUp = new AbortController();
  const seconds = secondsLeft(thread, clock.now());
  if (seconds !== undefined) {
    void clock.sleep(seconds * 1000, answered.signal).then(() => {
      if (!answered.signal.aborted) timeUp.abort();
    });
  }
  try {
    const reply = await model.call(request, {
      signal: AbortSignal.any([run.signalOf(thread.id), timeUp.signal]),
      onDelta: (text) => {
        run.live.take({ thread: thread.id, call_id: request.callId }, text);
        run.observer.delta?.(thread.id, text);
      },
    });
    return { reply, timeUp: timeUp.signal.aborted && !reply.ok };
  } finally {
    answered.abort(ANSWERED);
  }
}
