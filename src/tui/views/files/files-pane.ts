import { countText, type RunState } from '#protocol';
import type { WrittenFile } from '../../model/files/written-files.ts';
import { labelOf } from '../../model/label-of.ts';
import type { Model, RunScreen } from '../../model/model.ts';
import { box, fitText, type Line, lineOf, type Size, sanitize } from '../../text/index.ts';
import { filterText } from '../filter-text.ts';
import { numberText } from './number-text.ts';

/** What the run wrote, in the order in which it was first written: only the rows that are seen are made. */
export function filesPane(model: Model, size: Size): Line[] {
  const { run, pane, glyphs } = model;
  const { files } = run ?? {};
  const filter = filterText(files?.filter);
  const title = `Files ${files?.rows.length ?? 0}/${files?.written.files.length ?? 0}${filter === '' ? '' : `  ${filter}`}`;
  const frame = { title, right: '/ filter', focused: pane === 'files' };
  if (!run || !files) return box(frame, [], size, glyphs);
  if (files.rows.length === 0) return box(frame, emptyLines(run, filter), size, glyphs);
  const columns = columnsFor(size.columns - 2);
  const { top, index } = files.scroll;
  const lines = files.rows.slice(top, top + Math.max(1, size.rows - 3)).map((file, nth) => {
    const selected = top + nth === index;
    const text = rowText(run.feed.state, file, columns, glyphs.more);
    return lineOf(` ${selected ? '>' : ' '} ${text}`, selected ? { inverse: true } : {});
  });
  return box(frame, [headRow(columns), ...lines], size, glyphs);
}

interface Columns {
  path: number;
  kind: number;
  bytes: number;
  thread: number;
  time: number;
}

/** The path says what kind of a file it is: where there is little room, the kind goes first, then the time. */
function columnsFor(room: number): Columns {
  const kind = room >= 74 ? 9 : 0;
  const time = room >= 56 ? 9 : 0;
  const thread = room >= 90 ? 20 : 14;
  return { path: Math.max(8, room - 3 - kind - 12 - thread - time), kind, bytes: 12, thread, time };
}

function headRow({ path, kind, bytes, thread, time }: Columns): Line {
  const text =
    fitText('PATH', path) +
    fitText('KIND', kind) +
    `${fitText('BYTES', bytes - 2, 'right')}  ` +
    fitText('WRITTEN BY', thread) +
    fitText('TIME UTC', time);
  return lineOf(`   ${text}`, { dim: true });
}

function rowText(state: RunState, { shown, kind, event }: WrittenFile, columns: Columns, more: string): string {
  const thread = state.threads.get(event.thread);
  const by = thread ? labelOf(thread) : sanitize(event.thread, 100);
  const cut = (text: string, width: number): string => (width > 0 ? `${fitText(text, width - 1, 'left', more)} ` : '');
  return (
    cut(pathEnd(sanitize(shown, 1_000), columns.path - 1, more), columns.path) +
    cut(kind, columns.kind) +
    `${fitText(numberText(event.data.bytes), columns.bytes - 2, 'right', more)}  ` +
    cut(by, columns.thread) +
    cut(event.at.slice(11, 19), columns.time)
  );
}

/** The end of a path tells files apart: what does not fit is cut off in front. */
function pathEnd(path: string, width: number, more: string): string {
  if (path.length <= width || !/^[\x20-\x7e]*$/.test(path)) return path;
  return more + path.slice(path.length - width + more.length);
}

function emptyLines({ feed, files }: RunScreen, filter: string): Line[] {
  if (feed.phase === 'loading') return [lineOf(' reading the log', { dim: true })];
  if (feed.phase === 'lost') return [lineOf(` lost: ${sanitize(feed.problem?.message ?? 'the log cannot be read')}`)];
  const count = files?.written.files.length ?? 0;
  if (count > 0) return [lineOf(` none of ${countText(count, 'file')} matches ${filter}`)];
  return [
    lineOf(' This run has written no files.'),
    lineOf(''),
    lineOf(' What its threads returned stands in view 2.', { dim: true }),
  ];
}
