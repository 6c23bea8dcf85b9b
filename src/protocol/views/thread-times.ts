import type { Event } from '../events/index.ts';

/** Where the time of a thread went, in ms of the clock that wrote its events. */
export interface ThreadTimes {
  /** Thread id. */
  thread: string;
  /** Its model calls were in flight. */
  model: number;
  /** Its tools ran; waiting for other threads is not among them. */
  tools: number;
  /** It waited for other threads. */
  waits: number;
  /** It waited for an answer to a question. */
  asks: number;
  /** Others waited for it: two that do so at once count twice. */
  blocks: number;
}

interface Open {
  kind: 'model' | 'tools' | 'asks';
  fromMs: number;
  /** What of it was waiting. */
  waited: number;
}

/**
 * Reads from a run's events where the time of each thread went: who is slow, and whom the others wait for. What is still going
 * on counts up to now. What was taken over from another run took no time.
 * @param nowMs Of a run that nobody drives, the time of its last event.
 */
export function threadTimes(events: readonly Event[], nowMs: number): ThreadTimes[] {
  const times = new Map<string, ThreadTimes>();
  const open = new Map<string, Open>();
  const waiting = new Map<string, { on: readonly string[]; fromMs: number }>();
  const ended = new Map<string, number>();
  const of = (thread: string): ThreadTimes => {
    const found = times.get(thread) ?? { thread, model: 0, tools: 0, waits: 0, asks: 0, blocks: 0 };
    times.set(thread, found);
    return found;
  };
  const close = (thread: string, key: string, atMs: number): void => {
    const begun = open.get(key);
    if (!begun) return;
    open.delete(key);
    of(thread)[begun.kind] += Math.max(0, atMs - begun.fromMs - begun.waited);
  };
  const wake = (thread: string, atMs: number): void => {
    const wait = waiting.get(thread);
    if (!wait) return;
    waiting.delete(thread);
    const waited = Math.max(0, atMs - wait.fromMs);
    of(thread).waits += waited;
    for (const [key, call] of open) if (call.kind === 'tools' && key.startsWith(`${thread} `)) call.waited += waited;
    for (const id of wait.on) of(id).blocks += Math.max(0, Math.min(atMs, ended.get(id) ?? atMs) - wait.fromMs);
  };

  for (const event of events) {
    const { thread, type } = event;
    if (event.taken_over) continue;
    const atMs = Date.parse(event.at);
    const key = `${thread} ${event.turn ?? 0} ${event.call_id ?? ''}`;
    if (type === 'thread_created') of(thread);
    else if (type === 'model_call_started') open.set(key, { kind: 'model', fromMs: atMs, waited: 0 });
    else if (type === 'tool_call_started') open.set(key, { kind: 'tools', fromMs: atMs, waited: 0 });
    else if (type === 'approval_requested')
      open.set(`${thread} ask ${event.data.approval}`, { kind: 'asks', fromMs: atMs, waited: 0 });
    else if (type === 'approval_granted' || type === 'approval_denied' || type === 'approval_voided')
      close(thread, `${thread} ask ${event.data.approval}`, atMs);
    else if (type === 'thread_waiting') waiting.set(thread, { on: event.data.on, fromMs: atMs });
    else if (type === 'thread_woken') wake(thread, atMs);
    else if (CALL_ENDS.has(type)) close(thread, key, atMs);
    else if (THREAD_ENDS.has(type)) {
      wake(thread, atMs);
      ended.set(thread, atMs);
      closeAll(open, thread, (found) => close(thread, found, atMs));
    }
  }
  for (const thread of waiting.keys()) wake(thread, nowMs);
  for (const key of open.keys()) close(key.slice(0, key.indexOf(' ')), key, nowMs);
  return [...times.values()];
}

function closeAll(open: ReadonlyMap<string, Open>, thread: string, close: (key: string) => void): void {
  for (const key of open.keys()) if (key.startsWith(`${thread} `)) close(key);
}

const CALL_ENDS: ReadonlySet<Event['type']> = new Set([
  'model_call_completed',
  'model_call_failed',
  'tool_call_completed',
  'tool_call_failed',
  'tool_call_denied',
  'tool_call_interrupted',
]);

const THREAD_ENDS: ReadonlySet<Event['type']> = new Set([
  'thread_completed',
  'thread_failed',
  'thread_cancelled',
  'thread_killed',
  'thread_continued',
]);
