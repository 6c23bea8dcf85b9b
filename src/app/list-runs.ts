import { foldRun, type Store } from '#protocol';
import type { AppContext } from './app-context.ts';
import { openRuns } from './open-project.ts';
import { lostRow, newestFirst, type RunRow, rowOf, rowOfSummary } from './run-row.ts';

/** Every run of the project, newest first, those only in git included. */
export async function listRuns(context: AppContext): Promise<RunRow[]> {
  const { store } = await openRuns(context);
  const rows: RunRow[] = [];
  for (const { runId, head } of await store.list()) {
    try {
      rows.push(await readRow(store, runId, head));
    } catch (error) {
      rows.push(lostRow(runId, error));
    }
  }
  return newestFirst(rows);
}

/** Of a run that has ended, its summary is enough; another is folded. */
async function readRow(store: Store, runId: string, head: string | undefined): Promise<RunRow> {
  const facts = { alive: (await store.holder(runId))?.alive === true, head };
  const summary = await store.summary(runId);
  return summary ? rowOfSummary(runId, summary, facts) : rowOf(runId, foldRun(await store.read(runId)), facts);
}
