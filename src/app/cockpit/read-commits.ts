import { type EventCommit, RyeError } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openProject } from '../open-project.ts';

/** Which commits the events of a run stand in; none where it has no branch, or git cannot be asked. */
export async function readCommits(context: AppContext, runId: string): Promise<EventCommit[]> {
  const { store } = await openProject(context);
  try {
    return await store.commits(runId);
  } catch (error) {
    if (error instanceof RyeError) return [];
    throw error;
  }
}
