import { inputPlaceholder, word } from './input-placeholder.ts';

/** A place where a text uses an input. */
export interface InputUse {
  name: string;
  /** Where it begins. Unit: UTF-16 units of the text. */
  offset: number;
  /** It reads as something where the input is absent: a default, or nothing. */
  optional: boolean;
}

const pattern = new RegExp(String.raw`${inputPlaceholder}|\$\{inputs\.(${word})\}`, 'gu');

/** Every use of an input in a text, in order: `{input:k}` with its modifiers, and `${inputs.k}`. */
export function findInputs(text: string): InputUse[] {
  const end = text.lastIndexOf('}') + 1;
  return Array.from(text.slice(0, end).matchAll(pattern), ({ 1: name, 2: modifier, 3: dotted, index }) => ({
    name: name ?? dotted ?? '',
    offset: index,
    optional: modifier !== undefined,
  }));
}
