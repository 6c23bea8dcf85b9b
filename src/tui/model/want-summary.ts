import type { RunSummary } from '#protocol';
import type { Model } from './model.ts';
import type { Step } from './step.ts';

/**
 * Asks for what view 1 shows of the selected run beyond its row: once for each status that it is seen in, and one at a
 * time, so that running through a long list reads only the run that one stops at.
 */
export function wantSummary(step: Step): Step {
  const { model, effects } = step;
  const row = model.view === 'runs' ? model.runs.rows[model.runs.scroll.index] : undefined;
  const { summary } = model.runs;
  if (!row || row.status === 'lost' || summary?.reading) return step;
  if (summary?.runId === row.run_id && summary.status === row.status) return step;
  const asked = { runId: row.run_id, status: row.status };
  return {
    model: { ...model, runs: { ...model.runs, summary: { ...asked, reading: true } } },
    effects: [...effects, { kind: 'summarise', ...asked }],
  };
}

/** Takes in what was asked for. @param known Absent: it could not be read. */
export function takeSummary(model: Model, asked: { runId: string; status: string }, known?: RunSummary): Model {
  const summary = { runId: asked.runId, status: asked.status, reading: false, ...(known && { known }) };
  return { ...model, runs: { ...model.runs, summary } };
}
