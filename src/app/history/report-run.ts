import { type RunState, RyeError, reportMarkdown } from '#protocol';
import type { AppContext } from '../app-context.ts';
import type { Project } from '../open-project.ts';
import { readRun } from '../read-run.ts';
import { pinnedItem } from './pinned-item.ts';

/** A run for a reviewer, as Markdown. @param point `RUN` or `RUN@SEQ`. @throws as `readRun` */
export async function reportRun(context: AppContext, point: string): Promise<string> {
  const { project, runId, state, document } = await readRun(context, point);
  const goal = await goalOf(project, runId, state);
  return reportMarkdown(document, { state, ...(goal !== undefined && { goal }) });
}

/** What the item says that it is for; of a run whose texts are gone, nothing. */
async function goalOf(project: Project, runId: string, state: RunState): Promise<string | undefined> {
  const root = state.threads.get(state.root ?? '');
  if (!root || state.prunedAt !== undefined) return undefined;
  try {
    const item = await pinnedItem(project, { runId, state }, root);
    return item.description;
  } catch (error) {
    if (error instanceof RyeError) return undefined;
    throw error;
  }
}
