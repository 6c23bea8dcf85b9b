import { foldRun, runCost, type ShownStatus, shownStatus } from '#protocol';
import type { AppContext } from './app-context.ts';
import { openProject } from './open-project.ts';
import { isResumable } from './resume-run.ts';

/** A run in a list of runs. One that cannot be read is listed all the same, with the reason. */
export interface RunRow {
  run_id: string;
  /** Absent where the run cannot be read. */
  item?: string;
  /** `lost`: it cannot be read, and `error` says why. */
  status: ShownStatus | 'lost';
  simulated?: boolean;
  started_at?: string;
  ended_at?: string;
  cost_usd: number;
  threads: number;
  events: number;
  head?: string;
  resumable: boolean;
  error?: string;
}

/** Every run of the project, newest first, those only in git included. */
export async function listRuns(context: AppContext): Promise<RunRow[]> {
  const { store } = await openProject(context);
  const rows: RunRow[] = [];
  for (const { runId, head } of await store.list()) {
    try {
      const [events, holder] = await Promise.all([store.read(runId), store.holder(runId)]);
      const state = foldRun(events);
      const alive = holder?.alive === true;
      const { started, startedAt, endedAt } = state;
      rows.push({
        run_id: runId,
        ...(started && { item: started.item }),
        status: shownStatus(state, alive),
        ...(started && { simulated: started.simulated }),
        ...(startedAt !== undefined && { started_at: startedAt }),
        ...(endedAt !== undefined && { ended_at: endedAt }),
        cost_usd: runCost(state).usd,
        threads: state.threads.size,
        events: state.seq,
        ...(head !== undefined && { head }),
        resumable: !alive && isResumable(state),
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      rows.push({
        run_id: runId,
        status: 'lost',
        cost_usd: 0,
        threads: 0,
        events: 0,
        resumable: false,
        error: reason,
      });
    }
  }
  return rows.toSorted((a, b) => (b.started_at ?? '').localeCompare(a.started_at ?? ''));
}
