import { isFinal } from '#protocol';
import { labelOf } from '../label-of.ts';
import type { Model } from '../model.ts';
import { doing, nothingSelected, type Step, say, still } from '../step.ts';
import { threadOfRow } from '../tree.ts';

/** Pauses the selected thread with all below it or, where it is paused, lets it go on; in view 1, the whole run. */
export function pauseOrContinue(model: Model): Step {
  if (model.view === 'runs') {
    const row = model.runs.rows[model.runs.scroll.index];
    if (!row) return nothingSelected(model);
    if (row.status !== 'running' && row.status !== 'waiting' && row.status !== 'paused') {
      return still(say(model, `${row.run_id} is not running: it is ${row.status}`));
    }
    const kind = row.status === 'paused' ? ('unpause' as const) : ('pause' as const);
    const done = `${row.run_id} ${kind === 'pause' ? 'is paused' : 'goes on'}`;
    return doing(model, { kind: 'steer', runId: row.run_id, wish: { kind }, done });
  }
  const { run } = model;
  const thread = run?.feed.state.threads.get(threadOfRow(run.scroll.selected));
  if (!run || !thread) return nothingSelected(model);
  const name = labelOf(thread);
  if (isFinal(thread.status)) return still(say(model, `${name} has ended: it is ${thread.status}`));
  const runPaused = run.feed.state.status === 'paused';
  const kind = thread.status === 'paused' || runPaused ? ('unpause' as const) : ('pause' as const);
  const whole = thread.parent === undefined || runPaused;
  const wish = whole ? { kind } : { kind, thread: thread.id };
  return doing(model, {
    kind: 'steer',
    runId: run.runId,
    wish,
    done: `${name} ${kind === 'pause' ? 'is paused' : 'goes on'}`,
  });
}

/** Marks or unmarks the selected row. */
export function mark(model: Model): Step {
  const { run, runs } = model;
  if (model.view === 'runs') {
    const marked = toggled(runs.marked, runs.scroll.selected);
    return still({ ...model, runs: { ...runs, marked } });
  }
  return still(
    run
      ? { ...model, run: { ...run, marked: toggled(run.marked, threadOfRow(run.scroll.selected) || undefined) } }
      : model,
  );
}

function toggled(marked: ReadonlySet<string>, id: string | undefined): ReadonlySet<string> {
  if (id === undefined) return marked;
  const next = new Set(marked);
  if (!next.delete(id)) next.add(id);
  return next;
}
