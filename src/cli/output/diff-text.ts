import { actionWords, countText, DIVERGENCE_WORDS, oneLine, type RunDiff, type ThreadDiff } from '#protocol';
import { type DiffView, definitionLines, fileLines, type Lined, valueLines } from './diff-parts.ts';
import { runTable } from './diff-table.ts';
import { columns, painter } from './style.ts';

export type { DiffView } from './diff-parts.ts';

/** Threads that are named; the others are counted. */
const MOST_THREADS = 20;
/** Threads whose outputs are shown. */
const MOST_OUTPUTS = 20;

/** Two runs beside each other for people: sums first, then where they part, then everything that differs. */
export function diffText(diff: RunDiff, view: DiffView): string {
  const { shown } = view;
  if (diff.identical)
    return `${[sameLine(diff), ...(view.chosen && shown.cost ? ['', ...runTable(diff, view)] : [])].join('\n')}\n`;
  const sections: string[][] = [
    shown.cost || !view.chosen ? runTable(diff, view) : [],
    prunedLines(diff),
    shown.actions ? firstLines(diff, view) : [],
    shown.actions ? threadLines(diff, view) : [],
    shown.outputs ? givenLines(diff, view) : [],
    shown.outputs ? outputLines(diff, view) : [],
    shown.outputs ? section('artifacts', fileLines(diff.artifacts, view), view) : [],
    shown.actions ? section('definitions', definitionLines(diff.definitions, view), view) : [],
  ];
  const told = sections.filter((lines) => lines.length > 0);
  if (told.length === 0) return `${nothingLine(diff, view)}\n`;
  return `${told.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function sameLine({ a, b, threads, runs }: RunDiff): string {
  const actions = threads.reduce((sum, thread) => sum + thread.actions.same, 0);
  const counts = [countText(runs.a.threads, 'thread'), countText(actions, 'action')];
  return `${a} and ${b} did the same and came to the same: ${counts.join(', ')}.`;
}

/** What was asked for does not differ, though something else does. */
function nothingLine({ a, b }: RunDiff, { shown }: DiffView): string {
  const asked = [...(shown.outputs ? ['outputs'] : []), ...(shown.actions ? ['actions'] : [])].join(' and ');
  return `The ${asked} of ${a} and ${b} are the same.`;
}

function prunedLines({ a, b, runs }: RunDiff): string[] {
  const names = [...new Set([...(runs.a.pruned_at ? [a] : []), ...(runs.b.pruned_at ? [b] : [])])];
  return names.map((name) => `${name} was pruned: texts are compared by their hashes, and its files are gone.`);
}

function firstLines({ a, b, first_divergence: first }: RunDiff, view: DiffView): string[] {
  if (!first) return [];
  const paint = painter(view.colour);
  const where = (name: string, seq: number | undefined): string =>
    `  ${name.replace(/@\d+$/, '')}${seq === undefined ? '' : `@${seq}`}`;
  const rows = [
    [where(a, first.seq_a), actionWords(first.action_a, first.kind)],
    [where(b, first.seq_b), actionWords(first.action_b, first.kind)],
  ];
  return [
    `${paint('bold', 'first divergence')}  ${first.place} · ${DIVERGENCE_WORDS[first.kind]}`,
    ...columns(rows),
    ...valueLines(first.input ?? [], view),
  ];
}

const SIGNS = { same: ' ', changed: '~', only_a: '-', only_b: '+' } as const;

function threadLines({ a, b, threads }: RunDiff, { colour }: DiffView): string[] {
  const paint = painter(colour);
  const of = (wanted: ThreadDiff['change']): ThreadDiff[] => threads.filter(({ change }) => change === wanted);
  const differing = threads.filter(({ change }) => change !== 'same');
  if (differing.length === 0) return [];
  const counts = [
    `${of('same').length} same`,
    `${of('changed').length} changed`,
    ...(of('only_a').length > 0 ? [`${of('only_a').length} only in ${a}`] : []),
    ...(of('only_b').length > 0 ? [`${of('only_b').length} only in ${b}`] : []),
  ];
  const named = differing.slice(0, MOST_THREADS);
  const rows = named.map((thread) => [
    `  ${SIGNS[thread.change]} ${oneLine(thread.place, 50)}`,
    threadNote(thread, { a, b }),
  ]);
  return [
    `${paint('bold', 'threads')}  ${counts.join(', ')}`,
    ...columns(rows),
    ...more(differing.length - named.length, 'thread'),
  ];
}

function threadNote(
  { change, actions, outputs, divergence, status }: ThreadDiff,
  names: { a: string; b: string },
): string {
  if (change === 'only_a') return `only in ${names.a}, ${status.a ?? ''}`;
  if (change === 'only_b') return `only in ${names.b}, ${status.b ?? ''}`;
  const parts = [
    ...(divergence
      ? [
          `${actions.changed} of ${countText(actions.same + actions.changed, 'action')}`,
          `from ${divergence.seq_a ?? '–'} / ${divergence.seq_b ?? '–'} on`,
        ]
      : []),
    ...(outputs.length > 0 ? [countText(outputs.length, 'output')] : []),
  ];
  return parts.join(', ');
}

function givenLines({ inputs }: RunDiff, view: DiffView): string[] {
  return section('inputs', valueLines(inputs, view), view);
}

/**
 * The outputs of the run, then those of each thread: the root's are the run's, and a thread that only one run has is named
 * already.
 */
function outputLines({ outputs, threads }: RunDiff, view: DiffView): string[] {
  const differing = threads.filter(
    (thread) =>
      thread.change === 'changed' && thread.outputs.length > 0 && (thread.place !== 'root' || outputs.length === 0),
  );
  const named = differing.slice(0, MOST_OUTPUTS);
  const lines = [
    ...valueLines(outputs, view),
    ...named.flatMap((thread) => valueLines(thread.outputs, view, thread.place)),
    ...more(differing.length - named.length, 'thread'),
  ];
  return section('outputs', lines, view);
}

function section(title: string, lines: Lined, { colour }: DiffView): string[] {
  return lines.length === 0 ? [] : [painter(colour)('bold', title), ...lines];
}

function more(count: number, noun: string): string[] {
  return count > 0 ? [`  … ${countText(count, `more ${noun}`)}; --json has all`] : [];
}
