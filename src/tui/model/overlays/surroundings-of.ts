import { entriesOf } from '../../keys/bindings.ts';
import type { Pane } from '../../keys/entry.ts';
import type { Target } from '../../overlays/demand.ts';
import type { Surroundings } from '../../overlays/surroundings.ts';
import { selectedCard, workerOf } from '../board/columns.ts';
import type { Model } from '../model.ts';
import { waitingQuestions } from '../questions.ts';
import { timeOf } from '../travel/time-of.ts';

const PANE_TITLES: Readonly<Record<Pane, string>> = {
  runs: 'Runs',
  run: 'Run',
  threads: 'Threads',
  detail: 'Detail',
  events: 'Events',
  log: 'Log',
  event: 'Event',
  files: 'Files',
  content: 'Content',
  diff: 'Diff',
  hunks: 'Hunks',
  board: 'Board',
  card: 'Card',
};

/** What an overlay may know of the model around it. */
export function surroundingsOf(model: Model): Surroundings {
  const { run, board, project, directives, directivesProblem, providers, provider, bindings, pane, history, log } =
    model;
  const target = targetOf(model);
  const time = timeOf(model);
  return {
    ...(target && { target }),
    ...(run && { feed: run.feed, decided: run.facts }),
    ...(board.rules && { board: board.rules }),
    questions: waitingQuestions(model),
    nowMs: model.nowMs,
    ...(model.projectRoot !== undefined && { projectRoot: model.projectRoot }),
    runs: project.rows,
    ...(directives && { directives }),
    ...(directivesProblem !== undefined && { directivesProblem }),
    providers,
    provider,
    keys: entriesOf(bindings, pane, time),
    paneTitle: `${PANE_TITLES[pane]}${time === 'history' ? ', in time travel' : ''}`,
    history,
    ownLog: log.map(({ text, atMs }) => `${new Date(atMs).toISOString().slice(11, 19)} ${text}`),
  };
}

/**
 * What is selected: a run, or a thread of the open one; its root, an event or a file stands for the whole run. Of a card it is
 * the thread that works on it.
 */
export function targetOf(model: Model): Target | undefined {
  const { view, runs, run, diff } = model;
  // Of two runs that are compared, the right one: it is the newer of two that were marked.
  if (view === 'diff') return diff && { runId: diff.b.replace(/@.*/, '') };
  if (view === 'runs') return runs.scroll.selected === undefined ? undefined : { runId: runs.scroll.selected };
  if (!run) return undefined;
  if (view !== 'threads' && view !== 'board') return { runId: run.runId };
  const card = view === 'board' ? selectedCard(model) : undefined;
  const selected = view === 'board' ? card && workerOf(run, card)?.id : run.scroll.selected;
  const isRoot = selected === undefined || selected === run.feed.state.root;
  return { runId: run.runId, ...(!isRoot && { thread: selected }) };
}
