import type { Json, JsonObject } from '../errors.ts';
import { lookupPath } from '../interpolation/lookup-path.ts';
import { toText } from '../interpolation/to-text.ts';
import { type ConditionOp, knownOp } from './condition.ts';
import { deepEqual } from './deep-equal.ts';
import { numericValue } from './numeric-value.ts';
import { searchRegex } from './search-regex.ts';

/** Evaluate `{path, op, value}`. What cannot be compared is false, with a warning that says why. */
export function evaluateLeaf(leaf: JsonObject, document: Json, warn: (warning: string) => void): boolean {
  const path = leaf['path'] ?? '';
  if (typeof path !== 'string') return refuse(warn, `a condition's path must be text, not ${describe(path)}`);
  const written = leaf['op'] ?? leaf['operator'] ?? 'eq';
  const op = knownOp(written);
  if (op === undefined) return refuse(warn, `the condition on '${path}' has the unknown operator ${describe(written)}`);
  const actual = lookupPath(document, path) ?? null;
  const outcome = compare(op, actual, leaf['value'] ?? null);
  return typeof outcome === 'boolean' ? outcome : refuse(warn, `the condition '${path} ${op}' ${outcome}`);
}

/** The answer, or why there is none. */
function compare(op: ConditionOp, actual: Json, value: Json): boolean | string {
  switch (op) {
    case 'eq':
      return deepEqual(actual, value);
    case 'ne':
      return !deepEqual(actual, value);
    case 'exists':
      return actual !== null;
    case 'not_exists':
      return actual === null;
    case 'in':
    case 'not_in':
      if (!Array.isArray(value)) return `needs a list as its value, not ${describe(value)}`;
      return value.some((member) => deepEqual(actual, member)) === (op === 'in');
    case 'contains':
      if (typeof value !== 'string') return `needs text as its value, not ${describe(value)}`;
      return actual !== null && toText(actual).includes(value);
    case 'regex': {
      if (typeof value !== 'string') return `needs text as its value, not ${describe(value)}`;
      if (actual === null) return false;
      const result = searchRegex(value, toText(actual));
      return 'found' in result ? result.found : `has a pattern that cannot be used: ${result.problem}`;
    }
    case 'gt':
    case 'gte':
    case 'lt':
    case 'lte':
      return actual === null ? false : order(op, actual, value);
  }
}

function order(op: 'gt' | 'gte' | 'lt' | 'lte', actual: Json, value: Json): boolean | string {
  const left = numericValue(actual);
  const right = numericValue(value);
  if (left === undefined || right === undefined) {
    return `compares ${describe(actual)} with ${describe(value)}, which are not both numbers`;
  }
  if (op === 'gt') return left > right;
  if (op === 'gte') return left >= right;
  return op === 'lt' ? left < right : left <= right;
}

function refuse(warn: (warning: string) => void, reason: string): false {
  warn(reason);
  return false;
}

/** A value short enough for a sentence. */
export function describe(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'a mapping';
  if (typeof value !== 'string') return String(value);
  return value.length > 40 ? `"${value.slice(0, 40)}..."` : `"${value}"`;
}
