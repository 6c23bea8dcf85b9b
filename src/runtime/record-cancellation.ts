import { type EventDraft, type Intent, isFinal, type RunWriter, type ThreadState } from '#protocol';
import { draftLostCall } from './draft-lost-call.ts';
import { RunSession } from './run-session.ts';

/**
 * Cancels in a run that nobody drives: a thread and everything below it, and the run itself where the thread is its
 * root. All of it is one append, so that no half of it is ever seen.
 */
export async function recordCancellation(
  writer: RunWriter,
  intent: Intent & { target: string },
  driver: { pid: number; host: string },
): Promise<void> {
  const session = new RunSession(writer, {}, () => undefined);
  const { state } = session;
  const root = state.root ?? intent.target;
  const activeFrom = (thread: ThreadState | undefined): ThreadState[] =>
    thread
      ? [
          ...thread.children.flatMap((id) => activeFrom(session.thread(id))),
          ...(isFinal(thread.status) ? [] : [thread]),
        ]
      : [];
  const { id, kind, by, target } = intent;
  const drafts: EventDraft[] = [
    { thread: root, type: 'lease_taken', data: { fence: writer.fence, ...driver } },
    { thread: target, type: 'intent_received', data: { intent: id, kind, by, target } },
    ...activeFrom(session.thread(target)).flatMap((thread): EventDraft[] => [
      ...draftLostCall(thread),
      { thread: thread.id, type: 'thread_cancelled', data: { by } },
    ]),
    ...(target === root ? [{ thread: root, type: 'run_cancelled' as const, data: { by } }] : []),
  ];
  await session.append(...drafts);
}
