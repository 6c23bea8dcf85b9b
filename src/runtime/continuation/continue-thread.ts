import { isFinal, type ThreadState } from '#protocol';
import { saveAtMoment } from '../checkpoints/save-at-moment.ts';
import { CallRefusedError } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { type ContinuationRequest, draftContinuation } from './draft-continuation.ts';

/** Ends a thread, if it has not ended, and starts the one that goes on with its work. @returns that one's id */
export async function continueThread(
  run: RunContext,
  thread: ThreadState,
  request: ContinuationRequest,
): Promise<string> {
  if (thread.graph) {
    throw new CallRefusedError('runtime/invalid-call', `${thread.directive} is a graph, and nobody can go on for it.`, {
      hint: 'Call the graph again; one that failed goes on with its run: `rye resume RUN`.',
    });
  }
  if (!isFinal(thread.status)) await saveAtMoment(run, thread, 'handoff');
  // Nothing may come between the draft, which looks at the state, and the append.
  const { id, drafts } = draftContinuation(run.session.state, run.ports, thread, request);
  await run.session.append(...drafts);
  run.ports.probe('thread-continued');
  run.start(id);
  return id;
}
