import type { Json, JsonObject } from '../errors.ts';
import { toText } from './to-text.ts';

/** Letters, digits and underscore of any script. */
export const word = String.raw`[\p{L}\p{N}_]+`;

/** A default runs to the next `}`, but may hold `{env:V}` or `${path}`, which are template text like itself. */
const defaultText = String.raw`(?:\{env:[^{}]*\}|\$\{[^{}]*\}|[^}])*`;

/** `{input:name}` with an optional modifier: `?`, or `:`/`|` and a default. Captures name and modifier. */
export const inputPlaceholder = String.raw`\{input:(${word})(\?|[:|]${defaultText})?\}`;

/** The own value of an input; a key set to undefined counts as absent, null as present. */
export function inputValue(inputs: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(inputs, name) ? inputs[name] : undefined;
}

/**
 * What one `{input:...}` placeholder stands for.
 * @param expandDefault Interpolates the default, which is template text; values never are.
 * @returns undefined when the placeholder stays as written.
 */
export function resolveInput(
  inputs: JsonObject,
  name: string,
  modifier: string | undefined,
  expandDefault: (text: string) => string,
): string | undefined {
  const value = inputValue(inputs, name);
  if (value !== undefined) return toText(value);
  if (modifier === undefined) return undefined;
  return modifier === '?' ? '' : expandDefault(modifier.slice(1));
}
