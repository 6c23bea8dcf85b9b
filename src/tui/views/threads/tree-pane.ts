import { countText, type ErrorFact, type Question, type ThreadState } from '#protocol';
import type { Model, RunScreen } from '../../model/model.ts';
import { runQuestions } from '../../model/questions.ts';
import { threadWord } from '../../model/thread-word.ts';
import { wordContext } from '../../model/word-context.ts';
import { box, type Line, lineOf, type Size, sanitize, wrap } from '../../text/index.ts';
import { columnsFor } from './columns.ts';
import { doingText } from './doing.ts';
import { stepRow, stepWord } from './step-row.ts';
import { headRow, threadRow } from './thread-row.ts';

/** The tree of threads: only the rows that are seen are made. */
export function treePane(model: Model, size: Size): Line[] {
  const { run, glyphs, pane } = model;
  const room = size.columns - 2;
  const columns = columnsFor(room);
  const right =
    size.columns < 100 ? 'f failed  w waiting  / filter' : `sort: tree   follow: ${run?.detail.follow ? 'on' : 'off'}`;
  const frame = { title: titleOf(run), right, focused: pane === 'threads' };
  if (!run || run.rows.length === 0) return box(frame, emptyText(run, room), size, glyphs);
  const height = Math.max(1, size.rows - 3);
  const visible = run.rows.slice(run.scroll.top, run.scroll.top + height);
  const words = wordContext(run, model.nowMs);
  const asks = new Map(runQuestions(run.feed).map((ask) => [ask.thread, ask]));
  const lines = visible.flatMap((row) => {
    const thread = run.feed.state.threads.get(row.thread);
    if (!thread) return [];
    const selected = row.id === run.scroll.selected;
    const visit = row.visit === undefined ? undefined : thread.graph?.visits[row.visit];
    if (visit)
      return [stepRow({ row, visit, selected, word: stepWord(visit, threadWord(thread, words)) }, columns, glyphs)];
    const parent = thread.parent === undefined ? undefined : run.feed.state.threads.get(thread.parent);
    const window = model.contextWindow(thread.model);
    const facts = {
      row,
      thread,
      word: threadWord(thread, words),
      doing: doingOf(thread, run, model.nowMs, asks),
      selected,
      marked: run.marked.has(row.id),
      ...(window !== undefined && { window }),
      ...(parent && { parentModel: parent.model }),
    };
    return [threadRow(facts, columns, glyphs)];
  });
  return box(frame, [headRow(columns), ...lines], size, glyphs);
}

function doingOf(thread: ThreadState, run: RunScreen, nowMs: number, asks: ReadonlyMap<string, Question>): string {
  const ask = asks.get(thread.id);
  return doingText(thread, {
    state: run.feed.state,
    nowMs,
    driven: run.feed.holder?.alive === true,
    ...(ask && { ask }),
  });
}

function titleOf(run: RunScreen | undefined): string {
  if (!run) return 'Threads';
  const { text, only } = run.filter;
  const filter = [only, sanitize(text, 100)].filter((part) => part !== undefined && part !== '').join(' ');
  return `Threads ${run.matching}/${run.feed.state.threads.size}${filter === '' ? '' : `  ${filter}`}`;
}

function emptyText(run: RunScreen | undefined, columns: number): Line[] {
  if (!run) return [lineOf(' no run is open')];
  const { feed } = run;
  if (feed.phase === 'loading')
    return [lineOf(` reading ${countText(feed.events.length, 'event')} so far`, { dim: true })];
  if (feed.phase === 'lost') return lostText(feed.problem, columns);
  if (feed.phase === 'gone') return [lineOf(' gone: its record was removed')];
  return [lineOf(feed.state.threads.size === 0 ? ' no thread yet' : ' no thread matches the filter')];
}

/** Why a record cannot be read and what to do, whole: it names a file, and the file matters. */
function lostText(problem: ErrorFact | undefined, columns: number): Line[] {
  const texts = [
    `lost: ${problem?.message ?? 'its record cannot be read'}`,
    ...(problem?.hint === undefined ? [] : [problem.hint]),
    'rye doctor looks at the project; all other runs are as they were.',
  ];
  return texts.flatMap((text) => [...wrap(sanitize(text), columns - 2), '']).map((text) => lineOf(` ${text}`));
}
