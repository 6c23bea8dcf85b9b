import type { Json, JsonObject } from '../errors.ts';
import { inputPlaceholder, resolveInput } from './input-placeholder.ts';
import type { Interpolated } from './interpolated.ts';
import { lookupPath } from './lookup-path.ts';
import { mapStrings } from './map-strings.ts';
import { replacePlaceholders } from './replace-placeholders.ts';
import { toText } from './to-text.ts';

/** How `interpolateContext` treats what it cannot fill. */
export interface ContextOptions {
  /**
   * Leave an expression that names nothing in the context as written, instead of emptying it. For documents that hooks
   * load, which may show `${...}` as an example.
   */
  keepUnknown?: boolean;
}

/** A string that is one expression and nothing else; one newline at the end is tolerated, as block scalars add it. */
const wholeExpression = /^\$\{([^}]+)\}\n?$/;
const pattern = new RegExp(String.raw`\$\{([^}]+)\}|${inputPlaceholder}`, 'gu');

/**
 * Fill a run's data into a template: `${a.b.0.c}`, `${a || b}` (first that is not null) and, when `context.inputs` has
 * keys, the `{input:k}` family.
 *
 * A string that is one expression becomes the value itself, with its type, or null. Elsewhere values become text, and
 * a missing one becomes nothing, with a warning. Reaches into mapping values and lists, never into mapping keys. Text
 * is read once: a value that looks like a placeholder is not expanded. Never throws.
 */
export function interpolateContext(
  template: Json,
  context: JsonObject,
  options: ContextOptions = {},
): Interpolated<Json> {
  return mapStrings(template, (text) => interpolateText(text, context, options));
}

function interpolateText(text: string, context: JsonObject, options: ContextOptions): Interpolated<Json> {
  const whole = wholeExpression.exec(text)?.[1];
  if (whole !== undefined) {
    const value = evaluate(whole, context);
    return { value: value ?? (value === undefined && options.keepUnknown === true ? text : null), warnings: [] };
  }
  const inputs = nonEmptyInputs(context);
  const warnings: string[] = [];
  const expand = (part: string): string => {
    const result = replacePlaceholders(part, pattern, ([expression, name, modifier]) => {
      if (name !== undefined) return inputs && resolveInput(inputs, name, modifier, expand);
      if (expression === undefined) return undefined;
      const value = evaluate(expression, context);
      if (value === undefined && options.keepUnknown === true) return undefined;
      if (value === undefined || value === null) warnings.push(`\${${expression}} has no value and reads as nothing`);
      return toText(value ?? null);
    });
    warnings.push(...result.warnings);
    return result.value;
  };
  return { value: expand(text), warnings };
}

/** The first operand that is not null; null when one was found but null; undefined when none exists. */
function evaluate(expression: string, context: JsonObject): Json | undefined {
  let found: Json | undefined;
  for (const operand of expression.split('||')) {
    const path = operand.trim();
    const value = path === '' ? undefined : lookupPath(context, path);
    if (value !== undefined && value !== null) return value;
    if (value === null) found = null;
  }
  return found;
}

function nonEmptyInputs(context: JsonObject): JsonObject | undefined {
  const inputs = lookupPath(context, 'inputs');
  if (typeof inputs !== 'object' || inputs === null || Array.isArray(inputs)) return undefined;
  return Object.keys(inputs).length > 0 ? inputs : undefined;
}
