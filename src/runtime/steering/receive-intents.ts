import { type Intent, isFinal, type ThreadState } from '#protocol';
import { draftMove } from '../board/draft-move.ts';
import type { RunContext } from '../run-context.ts';
import { draftReceived, draftSteering, isSteering, type TargetedIntent } from './draft-steering.ts';

/**
 * Takes in what other processes wish of the run: the wish becomes a fact, together with what follows from it, then is
 * acted on, then its file goes. A process that dies in between finds the file again, and the fact in the log: what
 * follows from it is never recorded twice.
 * @returns how to stop listening
 */
export function receiveIntents(run: RunContext): () => void {
  return run.writer.onIntent((intent) => {
    receive(run, intent).catch((error: unknown) => run.fail(error));
  });
}

async function receive(run: RunContext, wished: Intent): Promise<void> {
  // What this rye cannot act on is no fact yet: it stays in the inbox.
  if (!isSteering(wished)) return;
  const { session, ports } = run;
  const intent = await withoutSecrets(run, { ...wished, target: wished.target ?? session.state.root ?? '' });
  if (isStale(intent, session.thread(intent.target))) return run.writer.settleIntent(intent.id);
  ports.probe('intent-received');
  if (!session.state.intents.has(intent.id)) {
    const recorded = record(run, intent);
    // A gate takes its time, and nothing is to follow the run's end.
    if (intent.kind === 'move_card') run.loops.set(intent.id, settled(recorded));
    if (!(await recorded)) return;
  }
  if (intent.kind === 'approve' || intent.kind === 'deny') ports.probe('approval-answered');
  ports.probe('intent-recorded');
  if (intent.kind === 'cancel' || intent.kind === 'kill') await end(run, intent);
  if (run.interrupt.aborted) return;
  ports.probe('intent-acted');
  await run.writer.settleIntent(intent.id);
  ports.probe('intent-settled');
}

/**
 * The fact and what follows from it are one append: both are there, or neither.
 * @returns false where the driver is to stop before the wish has come to anything: whoever drives next takes it in
 */
async function record(run: RunContext, intent: TargetedIntent): Promise<boolean> {
  const { session, ports } = run;
  const { state } = session;
  const steering =
    intent.kind === 'move_card' ? await draftMove(run, intent) : draftSteering(state, intent, ports.projectRoot);
  if (!steering) return false;
  const thread = session.thread(intent.target) ? intent.target : (state.root ?? '');
  const refused = 'refused' in steering ? steering.refused : undefined;
  await session.append(draftReceived(intent, thread, refused), ...(steering.drafts ?? []));
  return true;
}

/** Whoever waits for it is not told how it failed. */
function settled(work: Promise<unknown>): Promise<void> {
  return work.then(
    () => undefined,
    () => undefined,
  );
}

/** Any process can leave a file in the inbox. */
async function withoutSecrets({ ports }: RunContext, intent: TargetedIntent): Promise<TargetedIntent> {
  return intent.args ? { ...intent, args: await ports.redactor.json(intent.args) } : intent;
}

/** The thread was told to go on after this was wished. */
function isStale({ kind, at }: Intent, thread: ThreadState | undefined): boolean {
  if (kind !== 'cancel' && kind !== 'kill' && kind !== 'pause') return false;
  return at !== undefined && thread?.resumedAt !== undefined && Date.parse(at) < Date.parse(thread.resumedAt);
}

async function end(run: RunContext, intent: TargetedIntent): Promise<void> {
  if (!run.session.thread(intent.target)) return;
  const ended = run.cancel(intent.target, { by: intent.by, ...(intent.kind === 'kill' && { kill: true }) });
  // A thread without a loop, such as one whose parent's call has not been met yet, is ended here.
  for (const id of ended) if (!run.loops.has(id) && !isFinal(run.session.threadOrThrow(id).status)) run.start(id);
  // The wish is kept until it has come true: a process that dies before finds it again.
  await Promise.all(ended.map((id) => run.session.whenFinal(id, run.interrupt)));
}
