import { errorFact, type RunState, type RunSummary, runSummary, type ShownStatus, shownStatus } from '#protocol';

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
  /** Of a run that has ended: the time in which it was driven. Unit: ms. */
  duration_ms?: number;
  cost_usd: number;
  threads: number;
  events: number;
  head?: string;
  resumable: boolean;
  /** It ended because its money did: it goes on with a higher ceiling. */
  out_of_money?: true;
  /** How many things in it wait for somebody to act; absent where none does. */
  waiting_for?: number;
  error?: string;
}

/** What a row says that the log does not. */
export interface RowFacts {
  /** A living process drives it. */
  alive: boolean;
  head?: string | undefined;
}

/** The row of a run that was folded. */
export function rowOf(runId: string, state: RunState, facts: RowFacts): RunRow {
  return rowOfSummary(runId, runSummary(state, { driven: facts.alive }), facts);
}

/** The row of a run from its summary. */
export function rowOfSummary(runId: string, summary: RunSummary, { alive, head }: RowFacts): RunRow {
  const {
    item,
    simulated,
    started_at,
    ended_at,
    duration_ms,
    cost,
    thread_count: threads,
    events,
    waiting_for,
  } = summary;
  // A summary was folded while the run was driven, and the driver may be gone since.
  const status = shownStatus({ status: summary.status === 'interrupted' ? 'running' : summary.status }, alive);
  return {
    run_id: runId,
    ...(started_at !== undefined && { item, simulated, started_at }),
    status,
    ...(ended_at !== undefined && { ended_at, duration_ms }),
    cost_usd: cost.usd,
    threads,
    events,
    ...(head !== undefined && { head }),
    resumable: !alive && started_at !== undefined && status !== 'completed',
    ...(status === 'error' && isOutOfMoney(summary.error) && { out_of_money: true as const }),
    ...(waiting_for.length > 0 && { waiting_for: waiting_for.length }),
  };
}

function isOutOfMoney({ code, data }: NonNullable<RunSummary['error']> = { code: '', message: '' }): boolean {
  return code === 'insufficient_budget' || (code === 'limit_exceeded' && data?.limit === 'spend');
}

/** The row of a run that cannot be read. */
export function lostRow(runId: string, error: unknown): RunRow {
  const { message } = errorFact(error);
  return { run_id: runId, status: 'lost', cost_usd: 0, threads: 0, events: 0, resumable: false, error: message };
}

/** Rows with the run that began last first. */
export function newestFirst(rows: Iterable<RunRow>): RunRow[] {
  // Not by localeCompare: setting up a language takes longer than reading the runs.
  return [...rows].sort((a, b) => {
    const [first, second] = [a.started_at ?? '', b.started_at ?? ''];
    return first === second ? 0 : first < second ? 1 : -1;
  });
}
