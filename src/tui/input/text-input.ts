import { stripEscapes } from '../text/index.ts';

/**
 * One line of text that somebody types. It is held as what people take for characters, so that the cursor never stands
 * inside of one.
 */
export interface TextInput {
  readonly graphemes: readonly string[];
  /** The cursor stands before this grapheme; 0 … graphemes.length. */
  readonly cursor: number;
  /** Line breaks are kept, and shown as `\n`; elsewhere they are folded into a blank. */
  readonly multiline: boolean;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** What one input takes at the most, in graphemes: what is longer belongs into a file. */
const LONGEST = 200_000;

export function textInput(text = '', options: { multiline?: boolean } = {}): TextInput {
  const empty: TextInput = { graphemes: [], cursor: 0, multiline: options.multiline ?? false };
  return insertText(empty, text);
}

export function textOf(input: TextInput): string {
  return input.graphemes.join('');
}

/** Puts text in at the cursor, which then stands behind it. Control characters do not go in. */
export function insertText(input: TextInput, text: string): TextInput {
  const { graphemes, cursor, multiline } = input;
  const typed = printable(text, multiline).slice(0, LONGEST);
  if (typed === '') return input;
  // A mark that combines belongs to what stands before it, and what follows may combine with what is typed.
  const before = cursor > 0 ? (graphemes[cursor - 1] ?? '') : '';
  const after = graphemes[cursor] ?? '';
  const joined = split(before + typed + after);
  const room = LONGEST - (graphemes.length - (before ? 1 : 0) - (after ? 1 : 0));
  if (joined.length > room) return input;
  const start = before ? cursor - 1 : cursor;
  return {
    ...input,
    graphemes: [...graphemes.slice(0, start), ...joined, ...graphemes.slice(cursor + (after ? 1 : 0))],
    cursor: start + covering(joined, before.length + typed.length),
  };
}

/** Takes out what stands from one place to another; the cursor stands there then. */
export function removeRange(input: TextInput, from: number, to: number): TextInput {
  const start = Math.max(0, Math.min(from, to));
  const end = Math.min(input.graphemes.length, Math.max(from, to));
  if (start === end) return input;
  // What stood apart may combine once nothing is between.
  const before = input.graphemes.slice(Math.max(0, start - 1), start).join('');
  const seam = split(before + input.graphemes.slice(end, end + 1).join(''));
  const kept = input.graphemes.slice(0, Math.max(0, start - 1));
  return {
    ...input,
    graphemes: [...kept, ...seam, ...input.graphemes.slice(end + 1)],
    cursor: kept.length + covering(seam, before.length),
  };
}

export function moveTo(input: TextInput, cursor: number): TextInput {
  return { ...input, cursor: Math.max(0, Math.min(cursor, input.graphemes.length)) };
}

/** Where the word before the cursor begins. */
export function wordStart({ graphemes, cursor }: TextInput): number {
  let at = cursor;
  while (at > 0 && isBlank(graphemes[at - 1])) at -= 1;
  while (at > 0 && !isBlank(graphemes[at - 1])) at -= 1;
  return at;
}

/** Where the word at or behind the cursor ends. */
export function wordEnd({ graphemes, cursor }: TextInput): number {
  let at = cursor;
  while (at < graphemes.length && isBlank(graphemes[at])) at += 1;
  while (at < graphemes.length && !isBlank(graphemes[at])) at += 1;
  return at;
}

function isBlank(grapheme: string | undefined): boolean {
  return grapheme !== undefined && /^\s+$/u.test(grapheme);
}

function split(text: string): string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** How many graphemes cover so many UTF-16 units. */
function covering(graphemes: readonly string[], units: number): number {
  let count = 0;
  for (let covered = 0; covered < units && count < graphemes.length; count += 1)
    covered += graphemes[count]?.length ?? 0;
  return count;
}

/** What commands a terminal, or turns the direction of writing. */
const COMMANDS = /[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Tabs, and where one line is wanted line breaks, become blanks; what commands a terminal goes. */
function printable(text: string, multiline: boolean): string {
  const lines = stripEscapes(text.toWellFormed())
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\t/g, ' ');
  return (multiline ? lines : lines.replace(/\n+$/, '').replace(/\n+/g, ' ')).replace(COMMANDS, '');
}
