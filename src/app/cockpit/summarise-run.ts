import { foldRun, type RunSummary, runSummary } from '#protocol';
import type { AppContext } from '../app-context.ts';
import { openProject } from '../open-project.ts';

/**
 * What a run was given and what came of it, its threads left out: from its summary where it has ended, else from its log.
 * @throws {RyeError} `store/unknown-run`, `store/corrupt-journal`
 */
export async function summariseRun(context: AppContext, runId: string): Promise<RunSummary> {
  const { store } = await openProject(context);
  const ready = await store.summary(runId);
  if (ready) return ready;
  const [events, holder] = await Promise.all([store.read(runId), store.holder(runId)]);
  return runSummary(foldRun(events), { driven: holder?.alive === true });
}
