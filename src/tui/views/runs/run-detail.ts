import type { RunRow } from '#app';
import { countText, type JsonObject, type RunSummary } from '#protocol';
import type { Model } from '../../model/model.ts';
import { box, type Line, lineOf, type Size, sanitize } from '../../text/index.ts';
import { amountText } from '../amount-text.ts';
import { labelled } from '../threads/detail/labelled-lines.ts';
import { runWord } from './run-word.ts';

/** The selected run: what came of it, who must act, and the commands that go on from here. */
export function runDetailPane(model: Model, size: Size): Line[] {
  const lines = runDetailLines(model, size.columns - 2);
  const from = Math.min(model.runs.detailTop, Math.max(0, lines.length - (size.rows - 2)));
  const title = sanitize(model.runs.scroll.selected ?? 'Run', 200);
  const right = size.columns < 60 ? 'enter open' : 'enter open  J/K scroll';
  return box({ title, right, focused: model.pane === 'run' }, lines.slice(from), size, model.glyphs);
}

/** The lines of the pane. @param columns Cells inside of its frame. */
export function runDetailLines(model: Model, columns: number): readonly Line[] {
  const row = model.runs.rows[model.runs.scroll.index];
  if (!row) return [];
  const line = (label: string, text: string): Line[] => labelled(label, text, columns);
  if (row.status === 'lost') {
    return [
      ...labelled('lost', row.error ?? 'its record cannot be read', columns, { colour: 'red' }),
      lineOf(''),
      ...line('to do', `rye doctor        rye log ${row.run_id}`),
    ];
  }
  const { summary } = model.runs;
  const known = summary?.runId === row.run_id ? summary.known : undefined;
  const error = known?.error ? `${known.error.code}: ${known.error.message}` : row.error;
  return [
    ...line('state', `${runWord(row)}${whoActs(row)}`),
    ...(error === undefined ? [] : labelled('error', error, columns, { colour: 'red' })),
    ...line('item', `${row.item ?? '-'}${known ? `, ${known.kind}, answered by ${known.provider}` : ''}`),
    ...valueLines('given', known?.inputs, columns),
    ...valueLines('made', known?.outputs, columns),
    ...(known?.result === undefined ? [] : line('result', known.result)),
    ...line('spent', spentText(row, known)),
    ...(row.head === undefined ? [] : line('commit', `${row.head.slice(0, 7)} in .ai/data`)),
    ...line('to do', commandsOf(row).join('\n')),
  ];
}

/** Inputs or outputs, one a line. */
function valueLines(label: string, values: JsonObject | undefined, columns: number): Line[] {
  const entries = Object.entries(values ?? {});
  if (entries.length === 0) return [];
  const texts = entries.map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  return labelled(label, texts.join('\n'), columns);
}

function spentText(row: RunRow, known: RunSummary | undefined): string {
  const mark = row.simulated ? ' (simulated)' : '';
  const limit = known?.budget === undefined ? '' : ` of $${amountText(known.budget.limit_usd)}`;
  const counts = [countText(row.threads, 'thread'), countText(row.events, 'event')].join(', ');
  return `$${amountText(row.cost_usd)}${limit}${mark}, ${counts}`;
}

function whoActs(row: RunRow): string {
  if (row.status === 'interrupted') return ': its driver is gone, r resumes it';
  if (row.status === 'blocked') return ': five recoveries failed, rye doctor says more';
  if (row.status === 'paused') return ': p continues it';
  if (row.out_of_money) return ': b raises its ceiling and goes on';
  return row.resumable ? ', r resumes it' : '';
}

function commandsOf({ run_id, resumable }: RunRow): string[] {
  return [`rye status ${run_id}`, `rye log ${run_id}`, ...(resumable ? [`rye resume ${run_id}`] : [])];
}
