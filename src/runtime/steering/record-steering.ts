import { type EventDraft, isRunFinal, type RunWriter, type ThreadState } from '#protocol';
import { draftLostCall } from '../draft-lost-call.ts';
import { RunSession } from '../run-session.ts';
import { draftReceived, draftSteering, subtree, type TargetedIntent } from './draft-steering.ts';

/**
 * Makes a wish a fact in a run that nobody drives, with all that follows from it: one append, so that no half of it is
 * ever seen. A wish that the last driver made a fact, and died before it acted, is acted on.
 * @returns why nothing comes of it; then nothing is recorded
 */
export async function recordSteering(
  writer: RunWriter,
  intent: TargetedIntent,
  { driver, projectRoot }: { driver: { pid: number; host: string }; projectRoot: string },
): Promise<{ refused?: string }> {
  const session = new RunSession(writer, {}, () => undefined);
  const { state } = session;
  const root = state.root ?? intent.target;
  const known = state.intents.get(intent.id);
  const ends = intent.kind === 'cancel' || intent.kind === 'kill';
  const endsRun = ends && intent.target === root && !isRunFinal(state.status);
  // The last driver may have ended every thread, and died before it could say that the run has.
  const steering = known && endsRun ? { drafts: [] } : draftSteering(state, intent, projectRoot);
  if (known && (!ends || 'refused' in steering)) return known;
  if ('refused' in steering) return steering;
  const thread = session.threadOrThrow(intent.target);
  await session.append(
    { thread: root, type: 'lease_taken', data: { fence: writer.fence, ...driver } },
    ...(known ? [] : [draftReceived(intent, intent.target)]),
    ...steering.drafts,
    ...(ends ? draftEnds(subtree(state, thread).toReversed(), intent) : []),
    ...(endsRun ? [{ thread: root, type: 'run_cancelled', data: { by: intent.by } } as const] : []),
  );
  return {};
}

/** @param threads Those below before those above. */
function draftEnds(threads: ThreadState[], { kind, by }: TargetedIntent): EventDraft[] {
  const type = kind === 'kill' ? 'thread_killed' : 'thread_cancelled';
  return threads.flatMap((thread): EventDraft[] => [
    ...draftLostCall(thread),
    { thread: thread.id, type, data: { by } },
  ]);
}
