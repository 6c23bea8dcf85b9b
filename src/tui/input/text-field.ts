import type { Key } from '../keys/key.ts';
import { graphemes } from '../text/index.ts';

/** A text that is being typed. `cursor` counts characters as a reader sees them. */
export interface TextField {
  text: string;
  cursor: number;
}

/** An input field that holds `text`, the cursor at its end. */
export function textField(text = ''): TextField {
  return { text, cursor: split(text).length };
}

/** What a key does to a field; `undefined` where it is none of the field's. */
export function editField(field: TextField, key: Key): TextField | undefined {
  const characters = split(field.text);
  const { cursor } = field;
  const keep = (from: number, to: number, at: number): TextField => ({
    text: [...characters.slice(0, from), ...characters.slice(to)].join(''),
    cursor: at,
  });
  if (key.text !== undefined && !key.ctrl && !key.meta) return insertText(field, key.text);
  switch (key.ctrl ? `^${key.name}` : key.name) {
    case 'backspace':
      return cursor === 0 ? field : keep(cursor - 1, cursor, cursor - 1);
    case 'delete':
      return keep(cursor, cursor + 1, cursor);
    case 'left':
      return { ...field, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { ...field, cursor: Math.min(characters.length, cursor + 1) };
    case 'home':
    case '^a':
      return { ...field, cursor: 0 };
    case 'end':
    case '^e':
      return { ...field, cursor: characters.length };
    case '^u':
      return keep(0, cursor, 0);
    case '^k':
      return keep(cursor, characters.length, cursor);
    case '^w': {
      const start = wordStart(characters, cursor);
      return keep(start, cursor, start);
    }
    default:
      return undefined;
  }
}

/** Puts a text in at the cursor: what a key types, or what is pasted. */
export function insertText(field: TextField, text: string): TextField {
  const characters = split(field.text);
  const before = characters.slice(0, field.cursor).join('') + text;
  return { text: before + characters.slice(field.cursor).join(''), cursor: split(before).length };
}

function split(text: string): string[] {
  return [...graphemes(text)].map(({ grapheme }) => grapheme);
}

function wordStart(characters: readonly string[], cursor: number): number {
  let at = cursor;
  while (at > 0 && characters[at - 1] === ' ') at -= 1;
  while (at > 0 && characters[at - 1] !== ' ') at -= 1;
  return at;
}
