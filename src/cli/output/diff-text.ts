import { diffLines } from 'diff';
import type { DiffDocument } from '#app';
import {
  costText,
  durationText,
  type Json,
  oneLine,
  type RunTotals,
  type ThreadDiff,
  type ValueChange,
} from '#protocol';
import { columns, type Painter, painter } from './style.ts';

/** Threads, and lines of one text, that are shown; `--json` has all. */
const MOST_THREADS = 40;
const MOST_LINES = 60;

/** Two runs side by side, for a terminal of 80 columns. */
export function diffText(
  diff: DiffDocument,
  shown: { outputs: boolean; actions: boolean; cost: boolean },
  colour: boolean,
): string {
  const paint = painter(colour);
  const lines = [paint('bold', `a  ${diff.a}`), paint('bold', `b  ${diff.b}`)];
  if (shown.cost) lines.push('', ...totalLines(diff));
  if (diff.identical) return `${[...lines, '', 'They did the same, and the same came of it.'].join('\n')}\n`;
  if (shown.actions) lines.push(...divergenceLines(diff, paint), ...threadLines(diff.threads));
  if (shown.outputs) lines.push(...outputLines(diff.outputs, paint), ...fileLines(diff, paint));
  return `${lines.join('\n')}\n`;
}

function totalLines({ totals: { a, b } }: DiffDocument): string[] {
  const row = (name: string, of: (totals: RunTotals) => string): string[] => [name, of(a), of(b)];
  return columns(
    [
      ['', 'a', 'b'],
      row('status', ({ status }) => status),
      row('cost', ({ usd, simulated }) => costText(usd, simulated)),
      row('tokens', ({ input_tokens: input, output_tokens: output }) => `${input} in, ${output} out`),
      row('time', ({ duration_ms: ms }) => (ms === undefined ? '' : durationText(ms))),
      row('threads', ({ threads }) => String(threads)),
      row('turns', ({ turns }) => String(turns)),
      row('tool calls', ({ tool_calls: calls }) => String(calls)),
    ],
    [],
  );
}

function divergenceLines({ first_divergence: first }: DiffDocument, paint: Painter): string[] {
  if (!first) return ['', 'Their threads did the same.'];
  const from = commonStart(first.a ?? '', first.b ?? '');
  const at = (run: 'a' | 'b', seq: number | undefined, what = ''): string => {
    const part = from > 40 ? `${what.slice(0, what.indexOf(' '))} …${what.slice(from - 15)}` : what;
    return `  ${run}  ${seq === undefined ? 'nothing more' : `event ${seq}: ${oneLine(part || first.kind, 60)}`}`;
  };
  return [
    '',
    `${paint('bold', 'They part at')} ${first.place}`,
    at('a', first.seq_a, first.a),
    at('b', first.seq_b, first.b),
  ];
}

/** How many characters two texts have in common before they part. */
function commonStart(a: string, b: string): number {
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at;
}

function threadLines(threads: readonly ThreadDiff[]): string[] {
  const differing = threads.filter(({ change }) => change !== 'same');
  if (differing.length === 0) return [];
  const rows = differing
    .slice(0, MOST_THREADS)
    .map(({ place, change, actions, outputs }) => [
      `  ${oneLine(place, 44)}`,
      change.replace('_', ' '),
      `${actions.same} same, ${actions.changed} not`,
      outputs.length > 0 ? 'outputs differ' : '',
    ]);
  const more = differing.length - rows.length;
  return [
    '',
    `${differing.length} of ${threads.length} threads differ`,
    ...columns(rows, []),
    ...(more > 0 ? [`  … and ${more} more; --json has all`] : []),
  ];
}

function outputLines(outputs: readonly ValueChange[], paint: Painter): string[] {
  if (outputs.length === 0) return [];
  return ['', paint('bold', 'outputs'), ...outputs.flatMap((change) => valueLines(change, paint))];
}

function valueLines({ path, a, b }: ValueChange, paint: Painter): string[] {
  if (
    typeof a === 'string' &&
    typeof b === 'string' &&
    (a.includes('\n') || b.includes('\n') || a.length + b.length > 60)
  )
    return [`  ${path}`, ...bounded(textLines(a, b), paint)];
  return [`  ${path}: ${told(a)} → ${told(b)}`];
}

function textLines(a: string, b: string): string[] {
  return diffLines(a, b).flatMap(({ added, removed, value }) => {
    const mark = added ? '+' : removed ? '-' : ' ';
    return value
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => `${mark}${line}`);
  });
}

function told(value: Json | undefined): string {
  return value === undefined ? 'nothing' : oneLine(JSON.stringify(value), 50);
}

function fileLines({ artifacts, definitions }: DiffDocument, paint: Painter): string[] {
  const of = (name: string, change: string, diff: string | undefined): string[] => [
    `  ${name}  ${change.replace('_', ' ')}`,
    ...(diff === undefined || diff === '' || change !== 'changed'
      ? []
      : bounded(diff.replace(/\n$/, '').split('\n'), paint)),
  ];
  return [
    ...(artifacts.length > 0 ? ['', paint('bold', 'files')] : []),
    ...artifacts.flatMap(({ path, change, diff }) => of(path, change, diff)),
    ...(definitions.length > 0 ? ['', paint('bold', 'definitions')] : []),
    ...definitions.flatMap(({ kind, id, change, diff }) => of(`${kind} ${id}`, change, diff)),
  ];
}

function bounded(lines: readonly string[], paint: Painter): string[] {
  const more = lines.length - MOST_LINES;
  const painted = lines.slice(0, MOST_LINES).map((line) => {
    const text = `    ${line.replace(/\p{Cc}/gu, '\ufffd')}`;
    return line.startsWith('+') ? paint('green', text) : line.startsWith('-') ? paint('red', text) : text;
  });
  return more > 0 ? [...painted, `    … and ${more} more lines`] : painted;
}
