import { type Intent, isFinal, type ThreadState } from '#protocol';
import type { RunContext } from './run-context.ts';

/**
 * Takes in what other processes wish of the run: the wish becomes a fact, then is acted on, then its file goes. A
 * process that dies in between finds the file again; acting twice on what is already so changes nothing.
 * @returns how to stop listening
 */
export function receiveIntents(run: RunContext): () => void {
  return run.writer.onIntent((intent) => {
    receive(run, intent).catch((error: unknown) => run.fail(error));
  });
}

async function receive(run: RunContext, intent: Intent): Promise<void> {
  // What this rye cannot act on is no fact yet: it stays in the inbox.
  if (intent.kind !== 'cancel' && intent.kind !== 'kill') return;
  const { session } = run;
  const root = session.state.root ?? '';
  const target = intent.target ?? root;
  if (isStale(intent, session.thread(target))) return run.writer.settleIntent(intent.id);
  if (!session.state.intents.has(intent.id)) {
    const { id, kind, by, args } = intent;
    await session.append({
      thread: session.thread(target) ? target : root,
      type: 'intent_received',
      data: { intent: id, kind, by, target, ...(args && { args }) },
    });
  }
  await act(run, intent, target);
  if (run.interrupt.aborted) return;
  await run.writer.settleIntent(intent.id);
}

/** The thread was told to go on after this was wished. */
function isStale({ at }: Intent, thread: ThreadState | undefined): boolean {
  return at !== undefined && thread?.resumedAt !== undefined && Date.parse(at) < Date.parse(thread.resumedAt);
}

async function act(run: RunContext, intent: Intent, target: string): Promise<void> {
  if (!run.session.thread(target)) return;
  const ended = run.cancel(target, { by: intent.by });
  // A thread without a loop, such as one whose parent's call has not been met yet, is ended here.
  for (const id of ended) if (!run.loops.has(id) && !isFinal(run.session.threadOrThrow(id).status)) run.start(id);
  // The wish is kept until it has come true: a process that dies before finds it again.
  await Promise.all(ended.map((id) => run.session.whenFinal(id, run.interrupt)));
}
