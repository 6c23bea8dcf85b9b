import type { RunRow } from '#app';
import { countText } from '#protocol';
import { ageText } from '../../model/age-text.ts';
import type { Model } from '../../model/model.ts';
import { box, fitText, type Glyphs, type Line, lineOf, type Size, sanitize, segment, wrap } from '../../text/index.ts';
import { amountText } from '../amount-text.ts';
import { runLook, runWord } from './run-word.ts';

/** All runs of the project, newest first: only the rows that are seen are made. */
export function runsPane(model: Model, size: Size): Line[] {
  const { runs, project, glyphs, pane } = model;
  const { text, only } = runs.filter;
  const filter = [only, sanitize(text, 100)].filter((part) => part !== undefined && part !== '').join(' ');
  const title = `Runs ${runs.rows.length}/${project.rows.length}${filter === '' ? '' : `  ${filter}`}`;
  const frame = { title, right: 'f failed  w waiting  / filter', focused: pane === 'runs' };
  const columns = columnsFor(size.columns - 2);
  if (runs.rows.length === 0) return box(frame, emptyLines(model, filter, size.columns - 2), size, glyphs);
  const height = Math.max(1, size.rows - 3);
  const visible = runs.rows.slice(runs.scroll.top, runs.scroll.top + height);
  const lines = visible.map((row) => {
    const selected = row.run_id === runs.scroll.selected;
    const line = runRow(row, columns, { selected, marked: runs.marked.has(row.run_id), nowMs: model.nowMs, glyphs });
    return selected ? line.map((piece) => ({ ...piece, inverse: true })) : line;
  });
  return box(frame, [headRow(columns), ...lines], size, glyphs);
}

interface Columns {
  run: number;
  item: number;
  state: number;
  started: number;
  elapsed: number;
  threads: number;
  spend: number;
  doing: number;
}

/** The id matters most, then the item; what a run does is said where there is room for a few words of it. */
function columnsFor(room: number): Columns {
  const fixed = { state: 12, started: room >= 66 ? 12 : 0, elapsed: 9, threads: room >= 76 ? 8 : 0, spend: 9 };
  const left = Math.max(0, room - 5 - fixed.state - fixed.started - fixed.elapsed - fixed.threads - fixed.spend);
  const wanted = left < 36 ? left : Math.min(30, Math.max(22, Math.round(left * 0.45)));
  const item = left - wanted >= 12 ? Math.min(24, left - wanted) : 0;
  const doing = left - wanted - item;
  return doing < 12 ? { ...fixed, run: wanted + doing, item, doing: 0 } : { ...fixed, run: wanted, item, doing };
}

function headRow(columns: Columns): Line {
  const text =
    `     ${fitText('RUN', columns.run)}${fitText('ITEM', columns.item)}${fitText('STATE', columns.state)}` +
    `${fitText('STARTED UTC', columns.started)}${fitText('ELAPSED', columns.elapsed)}${fitText('THREADS', columns.threads)}` +
    `${fitText('SPEND', columns.spend)}${fitText('DOING', columns.doing)}`;
  return [segment(text, { dim: true })];
}

interface Look {
  selected: boolean;
  marked: boolean;
  nowMs: number;
  glyphs: Glyphs;
}

function runRow(row: RunRow, columns: Columns, { selected, marked, nowMs, glyphs }: Look): Line {
  const { style, glyph } = runLook(row, glyphs);
  const cut = (text: string, width: number): string =>
    width > 0 ? `${fitText(text, width - 1, 'left', glyphs.more)} ` : '';
  return [
    segment(` ${selected ? '>' : ' '}${marked ? '+' : ' '}`),
    segment(`${glyph} `, style),
    segment(cut(sanitize(row.run_id, 200), columns.run)),
    segment(cut(sanitize(row.item ?? '-', 200), columns.item)),
    segment(fitText(runWord(row), columns.state), style),
    segment(cut(startedText(row), columns.started)),
    segment(cut(elapsedText(row, nowMs), columns.elapsed)),
    segment(fitText(row.status === 'lost' ? '-' : String(row.threads), columns.threads)),
    segment(cut(spendText(row), columns.spend)),
    segment(cut(doingText(row), columns.doing)),
  ];
}

/** `11-26 06:41`, UTC. */
function startedText({ started_at }: RunRow): string {
  return started_at === undefined ? '-' : started_at.slice(5, 16).replace('T', ' ');
}

function elapsedText({ started_at, ended_at, duration_ms, status }: RunRow, nowMs: number): string {
  if (started_at === undefined) return '-';
  if (duration_ms !== undefined) return ageText(duration_ms);
  if (ended_at === undefined && status !== 'running' && status !== 'waiting') return '-';
  return ageText((ended_at === undefined ? nowMs : Date.parse(ended_at)) - Date.parse(started_at));
}

/** Costs made up from text lengths are marked: `~0.31`. */
function spendText({ cost_usd, simulated, status }: RunRow): string {
  if (status === 'lost') return '-';
  return `${simulated ? '~' : ''}${amountText(cost_usd)}`;
}

function doingText({ status, error, resumable, head }: RunRow): string {
  if (error !== undefined) return sanitize(error, 300);
  if (resumable) return 'r resumes it';
  if (status === 'running' || status === 'waiting') return 'enter opens it';
  return head === undefined ? '' : head.slice(0, 7);
}

function emptyLines({ project, directives }: Model, filter: string, columns: number): Line[] {
  if (project.phase === 'loading') {
    return [lineOf(' reading the runs of this project', { dim: true }), ...skeleton()];
  }
  if (project.phase === 'lost')
    return [lineOf(` lost: ${sanitize(project.problem?.message ?? 'the runs cannot be read')}`)];
  if (project.rows.length > 0) return [lineOf(` none of ${countText(project.rows.length, 'run')} matches ${filter}`)];
  const found = (directives ?? []).map(({ id }) => `/${sanitize(id, 100)}`);
  const toStart = found.length === 0 ? ': to start one' : `: to start one of ${found.join('  ')}`;
  return [
    lineOf(' No runs yet.', { bold: true }),
    lineOf(''),
    lineOf('   rye demo               map this repository, offline'),
    lineOf('   rye run survey         the same with a model'),
    lineOf('   rye init --list        projects to begin with'),
    lineOf(''),
    ...wrap(toStart, columns - 2).map((text) => lineOf(` ${text}`)),
  ];
}

function skeleton(): Line[] {
  return [18, 14, 16].map((width) => lineOf(`     ${'.'.repeat(width)}   ....   ........`, { dim: true }));
}
