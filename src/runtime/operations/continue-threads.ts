import { chainUpTo, isFinal, type JsonObject, type ThreadState } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { continueThread } from '../continuation/continue-thread.ts';
import type { ContinuationRequest } from '../continuation/draft-continuation.ts';
import { CallRefusedError } from '../errors.ts';
import { secondsLeft } from '../limits/seconds-left.ts';
import { descendantNamed } from './find-thread.ts';
import { sleepUntil } from './sleep-until.ts';
import { threadReport } from './thread-report.ts';

/** How long a caller without a time limit of its own waits. */
const LONGEST_WAIT_SECONDS = 7 * 24 * 3600;

/**
 * Lets a thread that has ended go on with a new message: a new thread continues it, which sees the old conversation, has
 * its limits anew and what is left of its money.
 */
export async function resumeThread(site: CallSite, input: JsonObject): Promise<JsonObject> {
  const message = input['message'];
  if (typeof message !== 'string' || message.trim() === '') {
    throw new CallRefusedError('runtime/invalid-call', 'message is missing.', {
      hint: 'Say what the thread is to do next.',
    });
  }
  const made = continuationOfCall(site, input);
  const target = made ?? descendantNamed(site, input, 'resumed');
  if (!made && !isFinal(target.status)) {
    throw new CallRefusedError('runtime/still-active', `${target.id} was not resumed: it is ${target.status}.`, {
      hint: 'Wait for it with wait_threads, or hand it off with handoff_thread.',
    });
  }
  const link = made ?? (await start(site, target, { why: 'resume', message, reason: 'told to go on' }));
  const report = await outcome(site, link, input);
  const old = link.continuationOf ?? '';
  return {
    success: report['status'] !== 'error',
    resumed: true,
    ...linkFacts(link, old, input),
    original_thread_id: input['thread_id'] === old ? null : (input['thread_id'] ?? null),
    resolved_thread_id: old,
    new_thread_result: report,
  };
}

/**
 * Lets a new thread go on with the work of one, as at the end of a context window: at its next turn where it is at
 * work, at once where it has ended.
 */
export async function handoffThread(site: CallSite, input: JsonObject): Promise<JsonObject> {
  const message = typeof input['message'] === 'string' ? { message: input['message'] } : {};
  const request = { why: 'handoff', ...message, reason: 'handed off' } as const;
  const made = continuationOfCall(site, input);
  const link = made ?? (await handOff(site, descendantNamed(site, input, 'handed off'), request));
  const report = await outcome(site, link, input);
  return {
    success: report['status'] !== 'error',
    ...linkFacts(link, link.continuationOf ?? '', input),
    new_thread_result: report,
  };
}

/** One that is at work hands itself off when its turn is over; should it end instead, it is continued from there. */
async function handOff(site: CallSite, target: ThreadState, request: ContinuationRequest): Promise<ThreadState> {
  const { run, thread, call } = site;
  const { session } = run;
  if (target.pause) {
    throw new CallRefusedError('runtime/still-active', `${target.id} was not handed off: it is paused.`, {
      hint: 'Let it go on first.',
    });
  }
  if (!isFinal(target.status)) {
    run.handoffs.set(target.id, { ...request, by: { thread: thread.id, callId: call.callId } });
    // Asleep, so that the other can have its place among those at work.
    const untilMs = run.ports.clock.now() + longestWait(site) * 1000;
    await sleepUntil(run, thread.id, { on: [target.id], untilMs, alone: true }).finally(() =>
      run.handoffs.delete(target.id),
    );
    if (!isFinal(target.status)) {
      throw new CallRefusedError('runtime/still-active', `${target.id} was not handed off: its turn goes on.`, {
        hint: 'Try again, or cancel it.',
      });
    }
    if (target.continuedBy !== undefined) return session.threadOrThrow(target.continuedBy);
  }
  return start(site, target, request);
}

async function start(
  { run, thread, call }: CallSite,
  target: ThreadState,
  request: ContinuationRequest,
): Promise<ThreadState> {
  const by = { thread: thread.id, callId: call.callId };
  return run.session.threadOrThrow(await continueThread(run, target, { ...request, by }));
}

/** The thread that this call has made already, before the process died. */
function continuationOfCall({ run, thread, call }: CallSite, input: JsonObject): ThreadState | undefined {
  const { state } = run.session;
  const { thread_id: id } = input;
  const named = typeof id === 'string' ? state.threads.get(id) : undefined;
  if (!named) return undefined;
  const later = [...state.threads.values()].filter((each) => chainUpTo(state, each).includes(named));
  return later.find(({ spawnedBy, continuation }) => spawnedBy === call.callId && continuation?.by === thread.id);
}

/** Sleeps until the continuation, and what may continue it in turn, has ended; with `async` it only says how it stands. */
async function outcome(site: CallSite, link: ThreadState, input: JsonObject): Promise<JsonObject> {
  const { run, thread } = site;
  run.start(link.id);
  if (input['async'] === true) return threadReport(link);
  const untilMs = run.ports.clock.now() + longestWait(site) * 1000;
  const { ended } = await sleepUntil(run, thread.id, { on: [link.id], untilMs });
  return threadReport(ended[0] ?? link);
}

/** Seconds. */
function longestWait({ run, thread }: CallSite): number {
  return secondsLeft(thread, run.ports.clock.now()) ?? LONGEST_WAIT_SECONDS;
}

function linkFacts(link: ThreadState, old: string, { thread_id: given }: JsonObject): JsonObject {
  return {
    old_thread_id: old === '' ? (given ?? null) : old,
    new_thread_id: link.id,
    directive: link.directive,
  };
}
