import type { DiffScreen } from '../diff/diff-state.ts';
import { parsePatch } from '../diff/patch.ts';
import { shownLines } from '../diff/values.ts';
import type { Message, Model } from '../model.ts';
import { reflow } from '../reflow.ts';
import { topOfList } from '../scroll.ts';
import { doing, type Step, say, still } from '../step.ts';
import { showView } from './views.ts';

/** Compares the two marked runs, or the marked one with the selected one: the older stands at the left. */
export function compareMarked(model: Model): Step {
  const { marked, scroll } = model.runs;
  const chosen = new Set(marked.size === 1 && scroll.selected !== undefined ? [...marked, scroll.selected] : marked);
  if (chosen.size > 2) return still(say(model, `${chosen.size} runs are marked: d compares two`));
  if (chosen.size < 2)
    return still(say(model, 'space marks a run: d compares two marked ones, or one with the selected'));
  const [a = '', b = ''] = [...chosen].toSorted((left, right) =>
    startOf(model, left) < startOf(model, right) ? -1 : 1,
  );
  return compare(model, a, b);
}

function startOf({ project }: Model, runId: string): string {
  const row = project.rows.find(({ run_id }) => run_id === runId);
  return `${row?.started_at ?? ''} ${runId}`;
}

/** Shows two runs beside each other as soon as they have been compared. @param a `RUN` or `RUN@SEQ`: the left side. */
export function compare(model: Model, a: string, b: string): Step {
  const awaits = (model.diff?.asked ?? 0) + 1;
  const diff: DiffScreen = {
    a,
    b,
    from: model.view === 'diff' ? (model.diff?.from ?? 'runs') : model.view,
    asked: awaits,
    awaits,
    tab: 'outputs',
    ignoreSpace: false,
    sideBySide: false,
    items: [],
    all: 0,
    scroll: topOfList,
    filter: { text: '' },
    top: 0,
    hunk: 0,
  };
  const { model: shown } = showView({ ...model, diff }, 'diff');
  return doing(shown, { kind: 'compare', request: awaits, a, b });
}

/** The comparison that was shown last. */
export function showDiff(model: Model): Step {
  const { diff, view } = model;
  if (!diff || view === 'diff') return showView(model, 'diff');
  return showView({ ...model, diff: { ...diff, from: view } }, 'diff');
}

/** Compares the same two runs anew; what is there stays until then. */
export function compareAgain(model: Model): Step {
  const { diff } = model;
  if (!diff) return still(model);
  const awaits = diff.asked + 1;
  const { problem: _problem, ...rest } = diff;
  const { a, b } = rest;
  return doing({ ...model, diff: { ...rest, asked: awaits, awaits } }, { kind: 'compare', request: awaits, a, b });
}

/** Takes in an answer; one to an older request is dropped. */
export function takeComparison(model: Model, message: Extract<Message, { type: 'compared' }>): Model {
  const { diff } = model;
  if (!diff || diff.awaits !== message.request) return model;
  const { awaits: _awaits, problem: _problem, comparison: _comparison, ...rest } = diff;
  const { comparison, problem } = message;
  return reflow({ ...model, diff: { ...rest, ...(comparison && { comparison }), ...(problem && { problem }) } });
}

/** Takes in a file that is shown in full. */
export function takeWhole(model: Model, message: Extract<Message, { type: 'comparedWhole' }>): Model {
  const { diff } = model;
  if (!diff?.full || diff.full.awaits !== message.request) return model;
  const { id } = diff.full;
  const { diff: text, note } = message.file;
  const lines = text === undefined ? undefined : shownLines(parsePatch(text), false);
  return { ...model, diff: { ...diff, full: { id, ...(lines && { lines }), ...(note !== undefined && { note }) } } };
}
