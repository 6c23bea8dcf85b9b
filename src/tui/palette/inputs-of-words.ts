import { type Field, nearest } from '#protocol';
import type { Word } from './split-words.ts';

/** Inputs as typed behind a directive, by name, and what could not be placed. */
export interface TypedInputs {
  values: ReadonlyMap<string, string>;
  problem?: string;
}

const NAMED = /^([\p{L}_][\p{L}\p{N}_.-]*)=(.*)$/su;

/**
 * Places the words behind `/directive` into its inputs: `name=value` by name, every other word into the first input, in
 * the order of their declaration, that has none yet. Words beyond the last input are joined to it, so that a sentence
 * needs no quotes. A word in quotes is never a `name=value`.
 */
export function inputsOfWords(words: readonly Word[], fields: readonly Field[]): TypedInputs {
  const values = new Map<string, string>();
  const positional: string[] = [];
  const unknown: string[] = [];
  for (const { text, quoted } of words) {
    const named = quoted ? undefined : NAMED.exec(text);
    if (!named) positional.push(text);
    else if (fields.length === 0 || fields.some(({ name }) => name === named[1]))
      values.set(named[1] ?? '', named[2] ?? '');
    else unknown.push(named[1] ?? '');
  }
  const free = fields.map(({ name }) => name).filter((name) => !values.has(name));
  const placed = free.slice(0, positional.length);
  placed.forEach((name, index) => {
    const isLast = index === placed.length - 1;
    values.set(name, isLast ? positional.slice(index).join(' ') : (positional[index] ?? ''));
  });
  const problem = problemOf(unknown, placed.length === 0 ? positional : [], fields);
  return { values, ...(problem !== undefined && { problem }) };
}

function problemOf(unknown: readonly string[], left: readonly string[], fields: readonly Field[]): string | undefined {
  const names = fields.map(({ name }) => name);
  const [first] = unknown;
  if (first !== undefined) {
    const [near] = nearest(first, names, 1);
    const hint = near === undefined ? `It has ${names.join(', ')}.` : `Nearest: ${near}.`;
    return `There is no input ${first}. ${hint}`;
  }
  const [word] = left;
  if (word === undefined) return undefined;
  return names.length === 0
    ? `It declares no inputs: "${word}" has no place. Write name=value.`
    : `Every input has a value already: "${word}" has no place.`;
}
