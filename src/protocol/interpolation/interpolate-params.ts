import type { Json, JsonObject } from '../errors.ts';
import { inputValue, word } from './input-placeholder.ts';
import type { Interpolated } from './interpolated.ts';
import { mapStrings } from './map-strings.ts';
import { replacePlaceholders } from './replace-placeholders.ts';
import { toText } from './to-text.ts';

/** Parameters may name parameters; three rounds reach through such a chain, and end a circular one. */
const passes = 3;
const whole = new RegExp(String.raw`^\{(${word})\}$`, 'u');
/** `${NAME}` belongs to the environment, so a brace after a dollar is no parameter. */
const pattern = new RegExp(String.raw`(?<!\$)\{(${word})\}`, 'gu');

/**
 * Fill a call's parameters into a runtime's configuration: `{name}`.
 *
 * A string that is one placeholder becomes the value itself, with its type; elsewhere values become text. An unknown
 * name stays as written. Up to three passes, so a text value may name another parameter; lists and mappings that come
 * in as values are data and stay as they are. Never throws.
 */
export function interpolateParams(template: Json, params: JsonObject): Interpolated<Json> {
  return mapStrings(template, (text) => {
    let value: Json = text;
    const warnings: string[] = [];
    for (let pass = 0; pass < passes && typeof value === 'string'; pass += 1) {
      const result = interpolateOnce(value, params);
      warnings.push(...result.warnings);
      if (result.value === value) break;
      value = result.value;
    }
    return { value, warnings };
  });
}

function interpolateOnce(text: string, params: JsonObject): Interpolated<Json> {
  const name = whole.exec(text)?.[1];
  if (name !== undefined) {
    const value = inputValue(params, name);
    return { value: value === undefined ? text : value, warnings: [] };
  }
  return replacePlaceholders(text, pattern, ([key = '']) => {
    const value = inputValue(params, key);
    return value === undefined ? undefined : toText(value);
  });
}
