import { countText } from '#protocol';
import { eventOfRow } from '../../model/log/selected-event.ts';
import type { Model, RunScreen } from '../../model/model.ts';
import { box, fitText, type Line, lineOf, type Size, sanitize, segment } from '../../text/index.ts';
import { runEventLine } from '../event-parts.ts';
import { filterText } from '../filter-text.ts';

/** The events of the run, oldest first: only the rows that are seen are made. */
export function logPane(model: Model, size: Size): Line[] {
  const { run, pane, glyphs } = model;
  const { rows, scroll, follow = false } = run?.log ?? {};
  const count = rows?.ids.length ?? 0;
  const filter = filterText(run?.log?.filter);
  const title = `Log ${count}/${run?.feed.events.length ?? 0}${filter === '' ? '' : `  ${filter}`}`;
  const frame = { title, right: `${follow ? 'following' : 'F follow'}  / filter`, focused: pane === 'log' };
  if (!run || !rows || !scroll || count === 0) return box(frame, run ? emptyLines(run, filter) : [], size, glyphs);
  const digits = size.columns < 60 ? 0 : Math.max(4, String(run.feed.state.seq).length);
  const lines: Line[] = [];
  const end = Math.min(count, scroll.top + Math.max(1, size.rows - 3));
  for (let row = scroll.top; row < end; row += 1) {
    const event = eventOfRow(rows, row);
    if (!event) continue;
    const selected = row === scroll.index;
    const step = digits === 0 ? '' : ` ${String(event.seq).padStart(digits)}`;
    const line = [
      segment(selected ? ' >' : '  '),
      segment(step, { dim: true }),
      ...runEventLine(run.feed.state, event),
    ];
    lines.push(selected ? line.map((piece) => ({ ...piece, inverse: true })) : line);
  }
  return box(frame, [headRow(digits), ...lines], size, glyphs);
}

function headRow(digits: number): Line {
  const step = digits === 0 ? '' : ` ${'STEP'.padStart(digits)}`;
  return lineOf(`  ${fitText(step, digits === 0 ? 0 : digits + 1)} TIME UTC THREAD       WHAT      ABOUT`, {
    dim: true,
  });
}

function emptyLines({ feed }: RunScreen, filter: string): Line[] {
  if (feed.phase === 'loading') return [lineOf(' reading the log', { dim: true })];
  if (feed.phase === 'lost') return [lineOf(` lost: ${sanitize(feed.problem?.message ?? 'the log cannot be read')}`)];
  if (feed.events.length === 0) return [lineOf(' No events yet.')];
  return [lineOf(` none of ${countText(feed.events.length, 'event')} matches ${filter}`)];
}
