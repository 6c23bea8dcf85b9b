import type { Key } from '../keys/key.ts';
import { insertText, moveTo, removeRange, type TextInput, wordEnd, wordStart } from './text-input.ts';

/**
 * What a key does to a text input; undefined where it is none of the input's keys, so that whoever holds the input may
 * use it (`esc`, `enter`, `tab`, `^c`, the arrows up and down).
 *
 * `^k` deletes to the end of the line here, as every shell does; that it kills a thread holds only where no text is
 * typed.
 */
export function editInput(input: TextInput, key: Key): TextInput | undefined {
  const edit = (key.ctrl ? CONTROL : key.meta ? META : PLAIN).get(key.name);
  if (edit) return edit(input);
  if (key.ctrl || key.meta || key.text === undefined || key.text === '') return undefined;
  return insertText(input, key.text);
}

type Edit = (input: TextInput) => TextInput;

function editsOf(edits: Record<string, Edit>): ReadonlyMap<string, Edit> {
  return new Map(Object.entries(edits));
}

const home: Edit = (input) => moveTo(input, 0);
const end: Edit = (input) => moveTo(input, input.graphemes.length);
const left: Edit = (input) => moveTo(input, input.cursor - 1);
const right: Edit = (input) => moveTo(input, input.cursor + 1);
const wordLeft: Edit = (input) => moveTo(input, wordStart(input));
const wordRight: Edit = (input) => moveTo(input, wordEnd(input));
const deleteBefore: Edit = (input) => removeRange(input, input.cursor - 1, input.cursor);
const deleteAfter: Edit = (input) => removeRange(input, input.cursor, input.cursor + 1);
const deleteWord: Edit = (input) => removeRange(input, wordStart(input), input.cursor);
const deleteWordAfter: Edit = (input) => removeRange(input, input.cursor, wordEnd(input));
const deleteToStart: Edit = (input) => removeRange(input, 0, input.cursor);
const deleteToEnd: Edit = (input) => removeRange(input, input.cursor, input.graphemes.length);

const PLAIN = editsOf({
  left,
  right,
  home,
  end,
  backspace: deleteBefore,
  delete: deleteAfter,
});

const CONTROL = editsOf({
  a: home,
  e: end,
  b: left,
  f: right,
  h: deleteBefore,
  d: deleteAfter,
  w: deleteWord,
  u: deleteToStart,
  k: deleteToEnd,
  left: wordLeft,
  right: wordRight,
  backspace: deleteWord,
  delete: deleteWordAfter,
});

const META = editsOf({
  b: wordLeft,
  f: wordRight,
  d: deleteWordAfter,
  left: wordLeft,
  right: wordRight,
  backspace: deleteWord,
});
