import type { LineDiff } from '#app';
import { countText, type DefinitionDiff, type FileDiff, oneLine, type ValueDiff } from '#protocol';
import { bytesText } from './bytes.ts';
import { painter } from './style.ts';

/** What of a comparison is shown, and how. */
export interface DiffView {
  shown: { outputs: boolean; actions: boolean; cost: boolean };
  /** Somebody chose; else all of it is shown. */
  chosen: boolean;
  colour: boolean;
  lineDiff: LineDiff;
}

export type Lined = readonly string[];

/** Values of one section, files and definitions that are shown; the others are counted. */
const MOST_VALUES = 20;
const MOST_FILES = 20;
/** Lines of a diff that are shown. */
const MOST_LINES = 40;
/** What is shown of a line of a text. Unit: characters. */
const LONGEST_LINE = 160;
/** What is shown of a value on one line. Unit: characters. */
const WIDTH = 72;

/** Values that differ, each by its path. @param place Of the thread whose they are; absent: of the run. */
export function valueLines(values: readonly ValueDiff[], view: DiffView, place?: string): string[] {
  const named = values.slice(0, MOST_VALUES);
  const left = values.length - named.length;
  return [
    ...named.flatMap((value) => [
      `  ${place === undefined ? '' : `${oneLine(place, 50)}  `}${oneLine(value.path, 100)}`,
      ...sidesOf(value, view).map((line) => `    ${line}`),
    ]),
    ...(left > 0 ? [`  … ${countText(left, 'more value')}; --json has all`] : []),
  ];
}

function sidesOf({ a, b }: ValueDiff, view: DiffView): string[] {
  if (typeof a === 'string' && typeof b === 'string' && `${a}${b}`.includes('\n')) {
    const diff = view.lineDiff(a, b);
    return diff === undefined ? ['hardly a line is the same'] : patchLines(diff, view);
  }
  const paint = painter(view.colour);
  const [left, right] = [a, b].map((value) => (value === undefined ? undefined : JSON.stringify(value)));
  const from = left === undefined || right === undefined ? 0 : cutBefore(left, right);
  return [
    ...(left === undefined ? [] : [paint('red', `- ${excerpt(left, from)}`)]),
    ...(right === undefined ? [] : [paint('green', `+ ${excerpt(right, from)}`)]),
  ];
}

/** Where two long values are shown from, so that what differs is seen. */
function cutBefore(a: string, b: string): number {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same += 1;
  return Math.max(a.length, b.length) <= WIDTH ? 0 : Math.max(0, same - WIDTH / 3);
}

function excerpt(text: string, from: number): string {
  return oneLine(from === 0 ? text : `…${text.slice(from)}`, WIDTH);
}

/** Files that differ, with the lines that do. */
export function fileLines(files: readonly FileDiff[], view: DiffView): string[] {
  return listed(files, 'file', ({ path, change, a, b, ...text }) => {
    const bytes = (a ?? b)?.bytes ?? 0;
    const size = change === 'changed' ? '' : `  ${bytesText(bytes)}`;
    return [`  ${SIGNS[change]} ${oneLine(path, 100)}${size}`, ...(change === 'changed' ? textLines(text, view) : [])];
  });
}

/** Definitions that differ, with the lines that do. */
export function definitionLines(definitions: readonly DefinitionDiff[], view: DiffView): string[] {
  return listed(definitions, 'definition', ({ kind, id, change, a, b, ...text }) => {
    const hashes = [a, b].flatMap((side) => (side ? [side.sha256.slice(0, 12)] : [])).join(' → ');
    const head = `  ${SIGNS[change]} ${kind} ${oneLine(id, 80)}  ${hashes}`;
    return [head, ...(change === 'changed' ? textLines(text, view) : [])];
  });
}

const SIGNS = { changed: '~', only_a: '-', only_b: '+' } as const;

function listed<T>(all: readonly T[], noun: string, lines: (each: T) => string[]): string[] {
  const left = all.length - MOST_FILES;
  return [
    ...all.slice(0, MOST_FILES).flatMap(lines),
    ...(left > 0 ? [`  … ${countText(left, `more ${noun}`)}; --json has all`] : []),
  ];
}

function textLines({ diff, note }: Pick<FileDiff, 'diff' | 'note'>, view: DiffView): string[] {
  const lines = diff === undefined ? (note === undefined ? [] : [note]) : patchLines(diff, view);
  return lines.map((line) => `    ${line}`);
}

/** A unified diff without its head: what is compared has been named. */
function patchLines(diff: string, { colour }: DiffView): string[] {
  const paint = painter(colour);
  const lines = diff
    .replace(/^--- .*\n\+\+\+ .*\n/, '')
    .replace(/\n$/, '')
    .split('\n');
  const left = lines.length - MOST_LINES;
  return [
    ...lines.slice(0, MOST_LINES).map((line) => {
      const text = printable(line);
      if (line.startsWith('@@')) return paint('cyan', text);
      if (line.startsWith('+')) return paint('green', text);
      return line.startsWith('-') ? paint('red', text) : text;
    }),
    ...(left > 0 ? [`… ${countText(left, 'more line')}; --json has all`] : []),
  ];
}

/** The beginning of a line; what a file holds must not steer the terminal. */
function printable(line: string): string {
  const text = line.replace(/\t/g, '    ').replace(/\p{Cc}/gu, '�');
  return (text.length > LONGEST_LINE ? `${text.slice(0, LONGEST_LINE - 1)}…` : text).toWellFormed();
}
