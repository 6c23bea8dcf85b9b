import type { ProjectFeed, RunRow } from '#app';

/** A run of a list; a test names what matters. One that goes on has no end. */
export function row(run_id: string, more: Partial<RunRow> = {}): RunRow {
  const { status = 'completed' } = more;
  const ended = status === 'completed' || status === 'error' || status === 'cancelled';
  return {
    run_id,
    item: 'survey',
    status,
    simulated: false,
    started_at: '2026-11-26T11:00:00.000Z',
    ...(ended && { ended_at: '2026-11-26T11:03:20.000Z' }),
    cost_usd: 0.31,
    threads: 4,
    events: 120,
    head: 'a81c2e4000000000000000000000000000000000',
    resumable: false,
    ...more,
  };
}

/** A project with a run in each state that people meet. */
export function fiveRuns(): ProjectFeed {
  const reason = 'line 3 of its journal is no JSON';
  return {
    phase: 'ready',
    rows: [
      row('scout-plan-build-kjmn', { item: 'scout-plan-build', status: 'running', threads: 8, cost_usd: 1.25 }),
      row('survey-qwrt', { simulated: true, cost_usd: 0.0042 }),
      row('survey-hjkm', { status: 'error', resumable: true, cost_usd: 0.5 }),
      row('tidy-zzxy', { item: 'tidy', status: 'interrupted', resumable: true }),
      { run_id: 'old-vbnm', status: 'lost', cost_usd: 0, threads: 0, events: 0, resumable: false, error: reason },
    ],
  };
}
