import type { LiveText } from '#app';
import type { ThreadState } from '#protocol';
import type { DetailTab, Model, RunScreen } from '../../../model/model.ts';
import { threadOfRow } from '../../../model/tree.ts';
import type { Line } from '../../../text/index.ts';
import { threadEventLine } from '../../event-parts.ts';
import { outputLines } from './output-lines.ts';
import { jsonLines, promptLines } from './prompt-lines.ts';
import { fileLines, toolLines } from './tool-lines.ts';

/** More is not kept for the screen: the rest is in the log. */
const MOST_LINES = 5_000;
const MOST_EVENTS = 500;

/** What the lines depend on: they are made again only where one of these has changed. */
interface Inputs {
  thread: ThreadState;
  tab: DetailTab;
  columns: number;
  seq: number;
  live: LiveText | undefined;
}

let last: { inputs: Inputs; lines: readonly Line[] } | undefined;

/** The lines of the detail pane for the selected thread. Only the newest answer is remembered, for scrolling through. */
export function detailLines(model: Model, columns: number): readonly Line[] {
  const { run } = model;
  const thread = run?.feed.state.threads.get(threadOfRow(run.scroll.selected));
  if (!run || !thread) return [];
  const { tab } = run.detail;
  // A thread's document tells of all below it too: of what they have spent.
  const seq = tab === 'json' ? run.feed.state.seq : (run.facts.newest.get(thread.id)?.seq ?? 0);
  const inputs: Inputs = { thread, tab, columns, seq, live: run.feed.live.get(thread.id) };
  if (last && isSame(last.inputs, inputs)) return last.lines;
  const lines = linesOf(run, inputs).slice(-MOST_LINES);
  last = { inputs, lines };
  return lines;
}

function linesOf(run: RunScreen, { thread, tab, columns, live }: Inputs): Line[] {
  const { state } = run.feed;
  switch (tab) {
    case 'events':
      return eventLines(run, thread.id);
    case 'output':
      return outputLines(thread, live, columns);
    case 'tools':
      return toolLines(thread, columns);
    case 'files':
      return fileLines(thread);
    case 'prompt':
      return promptLines(thread, columns);
    case 'json':
      return jsonLines(state, thread, columns);
  }
}

/** The newest events of one thread, oldest first. */
function eventLines({ feed }: RunScreen, threadId: string): Line[] {
  const lines: Line[] = [];
  for (let at = feed.events.length - 1; at >= 0 && lines.length < MOST_EVENTS; at -= 1) {
    const event = feed.events[at];
    if (event?.thread === threadId) lines.push(threadEventLine(feed.state, event));
  }
  return lines.reverse();
}

function isSame(a: Inputs, b: Inputs): boolean {
  return a.thread === b.thread && a.tab === b.tab && a.columns === b.columns && a.seq === b.seq && a.live === b.live;
}
