import type { RunContext } from '../run-context.ts';
import { draftUnpause } from './draft-steering.ts';

/** Whoever resumes a run wants it to go on: nothing of it stays paused. */
export async function unpauseRun({ session }: RunContext, by: string): Promise<void> {
  const root = session.thread(session.state.root ?? '');
  const drafts = root ? draftUnpause(session.state, root, by) : [];
  if (drafts.length > 0) await session.append(...drafts);
}
