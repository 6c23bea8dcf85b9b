import type { EventDraft, ThreadState } from '#protocol';
import type { CallSite } from './calls/call-site.ts';
import { SpawnRefusedError } from './errors.ts';
import { draftThread, type SpawnRequest } from './spawn-thread.ts';

/** The child that a call has made already, before its process died. */
export function childOfCall({ run, thread, call }: CallSite): ThreadState | undefined {
  const id = thread.children.find((child) => run.session.thread(child)?.spawnedBy === call.callId);
  return id === undefined ? undefined : run.session.thread(id);
}

/**
 * Creates a thread below the caller; it is not started.
 * @param options.dryRun Only whether it could be.
 * @param options.also What is recorded together with it.
 * @throws as `draftThread`, and {@link SpawnRefusedError} where the caller is cancelled
 */
export async function spawnChild(
  { run, thread, call }: CallSite,
  request: Omit<SpawnRequest, 'parent' | 'callId'>,
  { dryRun = false, also = () => [] }: { dryRun?: boolean; also?: (id: string) => EventDraft[] } = {},
): Promise<ThreadState | undefined> {
  // A cancel that came meanwhile has not seen this child.
  if (run.signalOf(thread.id).aborted) {
    run.checkInterrupt();
    throw new SpawnRefusedError({ directive: request.directive.source.id, reason: 'its parent is cancelled' });
  }
  // Nothing may come between the draft, which looks at what is left, and the append, which takes it.
  const draft = draftThread(run.session.state, run.ports, { ...request, parent: thread, callId: call.callId });
  if (dryRun) return undefined;
  const cause = call.startedSeq;
  const { pause } = thread;
  // Spawned by a call that was in flight when its parent was paused: it begins paused, as all below that parent.
  const paused = pause ? [{ thread: draft.thread, type: 'thread_paused', data: { by: pause.by } } as const] : [];
  await run.session.append({ ...draft, ...(cause !== undefined && { cause }) }, ...paused, ...also(draft.thread));
  run.ports.probe('child-spawned');
  return run.session.threadOrThrow(draft.thread);
}
