import { cellWidth } from './cell-width.ts';

/**
 * What a model, a tool, a file name or an input says goes to the screen only through here: a control character in it
 * could move the cursor, set the clipboard or rewrite what stands elsewhere. What stays is text on whose width terminals
 * agree: a joiner, a variation selector or a skin tone makes one emoji of several in some terminals and not in others,
 * so they are taken out and the parts are shown one by one.
 */

const PLAIN = /^[\x20-\x7e]*$/;
/** ECMA-48, 7 and 8 bit: command strings with their payload, control sequences, and the escapes of two characters. */
const ESC = String.fromCharCode(0x1b);
const ESCAPES = new RegExp(
  [
    `(?:${ESC}[\\]PX^_]|[\u0090\u0098\u009d-\u009f])[^\u0007${ESC}\u009c\n]*(?:\u0007|${ESC}\\\\|\u009c)`,
    `(?:${ESC}\\[|\u009b)[0-?]*[ -/]*[@-~]`,
    `${ESC}[ -/]*[0-Z\\\\^-~]`,
  ].join('|'),
  'g',
);
/** Everything that takes no cell and is no mark: bidi overrides, joiners, selectors, fillers, tags. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}]/gu;
const LINE_BREAK = /\r\n|[\n\v\f\r\u0085\u2028\u2029]/;
const LINE_BREAKS = new RegExp(LINE_BREAK, 'g');
const ODD_SPACES = /(?![ \u3000])\p{Zs}/gu;
/** More marks than this on one letter only serve to write over the lines around it. */
const TOO_MANY_MARKS = /(\p{M}{2})\p{M}+/gu;
const LEADING_MARK = /^\p{M}/u;
const TAB_CELLS = 4;

/**
 * A foreign text as one line that is safe to show. Line breaks become spaces.
 * @param most Characters to look at: what lies beyond cannot be seen in a row anyway.
 */
export function sanitize(text: string, most = 2_000): string {
  const head = text.length > most ? text.slice(0, most) : text;
  if (PLAIN.test(head)) return head;
  return sanitizeLine(head.replace(LINE_BREAKS, ' '));
}

/** A foreign text as the lines that it has, each safe to show. */
export function sanitizeLines(text: string, mostPerLine = 2_000): string[] {
  return text.split(LINE_BREAK).map((line) => sanitize(line, mostPerLine));
}

/** A text without the sequences that command a terminal; each goes as a whole, so that no tail of one is left as text. */
export function stripEscapes(text: string): string {
  return text.replace(ESCAPES, '');
}

function sanitizeLine(text: string): string {
  const plain = expandTabs(stripEscapes(text))
    .replace(INVISIBLE, '')
    .toWellFormed()
    .replace(ODD_SPACES, ' ')
    .normalize('NFC')
    .replace(TOO_MANY_MARKS, '$1');
  // A mark without a letter would sit on whatever is drawn before it.
  return LEADING_MARK.test(plain) ? ` ${plain}` : plain;
}

function expandTabs(text: string): string {
  if (!text.includes('\t')) return text;
  let line = '';
  for (const [index, part] of text.split('\t').entries()) {
    if (index > 0) line += ' '.repeat(TAB_CELLS - (cellWidth(line) % TAB_CELLS));
    line += part;
  }
  return line;
}
