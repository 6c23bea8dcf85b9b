import { isFinal, type Json, type JsonObject, type RunState, type ThreadState } from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { CallRefusedError } from '../errors.ts';
import { secondsLeft } from '../limits/seconds-left.ts';
import { sleepUntil } from './sleep-until.ts';
import { followChain, isDescendant, splitIds } from './thread-ids.ts';
import { threadReport } from './thread-report.ts';

/**
 * Sleeps until the named threads are final, then tells how each stands. A timeout returns what there is, and a later
 * wait goes on; so does a message to the sleeping thread, which it reads beside the result.
 * @returns `{success, woken_by?: 'message', results: {<id as given>: {...}}}`
 */
export async function waitThreads({ run, thread, call }: CallSite, input: JsonObject): Promise<JsonObject> {
  const { session, ports } = run;
  const { ids, failed, unknown } = splitIds(session.state, input['thread_ids']);
  refuseCircle(session.state, thread, ids);
  const wanted = typeof input['timeout'] === 'number' ? input['timeout'] : ports.settings.waitTimeoutSeconds;
  // A wait that a dead process began goes on for what was left of it.
  const since =
    call.startedAt === undefined
      ? ports.clock.now()
      : Date.parse(call.startedAt) + thread.idleMs - (call.idleMsBefore ?? 0);
  const left = secondsLeft(thread, ports.clock.now()) ?? Number.POSITIVE_INFINITY;
  const until = Math.min(since + wanted * 1000, ports.clock.now() + left * 1000);
  const { woken } = await sleepUntil(run, thread.id, { on: ids, untilMs: until, message: true });

  const results: JsonObject = { ...failed };
  for (const id of unknown) results[id] = { status: 'not_found', thread_id: id };
  for (const id of ids) {
    const target = session.threadOrThrow(followChain(session.state, id));
    const report = threadReport(target);
    results[id] = isFinal(target.status) ? report : { ...report, status: 'timeout', thread_status: target.status };
  }
  const statuses = Object.values(results).map((result) => (result as { status?: Json }).status);
  const success = statuses.every((status) => status === 'completed');
  return { success, ...(woken === 'message' && { woken_by: 'message' }), results };
}

/** A thread that waits for itself, or for one that waits for it, would sleep until its time is up. */
function refuseCircle(state: RunState, thread: ThreadState, ids: string[]): void {
  const above = ids.find((id) => {
    const target = state.threads.get(id);
    return target && (target.id === thread.id || isDescendant(state, thread.id, target));
  });
  if (above === undefined) return;
  throw new CallRefusedError(
    'runtime/invalid-call',
    `${above} cannot be waited for: this thread is below it, or is it.`,
    {
      hint: 'Wait for threads that this one spawned; list_active names them.',
    },
  );
}
