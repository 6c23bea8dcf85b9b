import type { Json } from '#protocol';

/** What takes no cell, or turns the direction of writing: in an action that somebody decides about it is not to be missed. */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Emoji_Modifier}\p{Zl}\p{Zp}]/gu;

/** The most characters of a value that are shown; an editor shows all. */
const MOST = 20_000;

/** A value as lines of JSON, whole up to a bound, with a code in place of each character that could not be seen. */
export function visibleJson(value: Json): string[] {
  const text = JSON.stringify(value, undefined, 2) ?? 'null';
  const shown = text.slice(0, MOST);
  const lines = shown.split('\n').map((line) => line.replace(HIDDEN, codesOf));
  return text.length > MOST ? [...lines, `(${text.length - MOST} characters more: e opens all of it)`] : lines;
}

function codesOf(character: string): string {
  return Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
    .map((code) => `\\u${code.toString(16).padStart(4, '0')}`)
    .join('');
}
