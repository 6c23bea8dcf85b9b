import type { Json } from './errors.ts';

/** An input read from typed text, or an example of what its type would have been read from. */
export type InputValue = { ok: true; value: Json } | { ok: false; example: string };

const EXAMPLES: Readonly<Record<string, string>> = {
  number: '0.5',
  integer: '3',
  boolean: 'true',
  array: '["a", "b"]',
  object: '{"a": 1}',
};

/**
 * Reads the text that somebody typed for an input by the type that the directive declares: JSON for numbers, booleans,
 * lists and objects, the text itself for everything else.
 * @param type As a directive declares it; one that is not known counts as `string`.
 */
export function inputValue(type: string, text: string): InputValue {
  const example = Object.hasOwn(EXAMPLES, type) ? EXAMPLES[type] : undefined;
  if (example === undefined) return { ok: true, value: text };
  try {
    const value: Json = JSON.parse(text);
    const actual = Array.isArray(value) ? 'array' : value === null ? 'null' : typeof value;
    if (actual === type || (type === 'integer' && Number.isInteger(value))) return { ok: true, value };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { ok: false, example };
}
