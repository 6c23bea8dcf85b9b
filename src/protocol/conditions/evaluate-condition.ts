import type { Json } from '../errors.ts';
import { describe, evaluateLeaf } from './evaluate-leaf.ts';

/** Deeper conditions count as false: no hand-written file nests this far, and recursion must end. */
const maxDepth = 100;

/**
 * Whether a condition holds for a document. Never throws: what cannot be evaluated is false, with a warning.
 *
 * Nothing (null, `{}`, `[]`, empty text) holds always; true and false stand for themselves. Of the combinators `any`,
 * `all` and `not` the first present decides alone, so keys beside it are ignored. `any: []` is false, `all: []` true.
 * A leaf looks up `path` (a missing one is null) and compares by `op`, `eq` unless given; gt, gte, lt and lte compare
 * numbers and texts that read as numbers. Values are literal, never interpolated.
 * @param condition Shape: `Condition`, as read from a file.
 */
export function evaluateCondition(condition: Json | undefined, document: Json): { holds: boolean; warnings: string[] } {
  const warnings: string[] = [];
  const holds = evaluate(condition, document, (warning) => warnings.push(warning), 0);
  return { holds, warnings };
}

function evaluate(
  condition: Json | undefined,
  document: Json,
  warn: (warning: string) => void,
  depth: number,
): boolean {
  const isFalse = (reason: string): false => {
    warn(reason);
    return false;
  };
  if (condition === undefined || condition === null || condition === '') return true;
  if (typeof condition === 'boolean') return condition;
  if (typeof condition !== 'object') return isFalse(`a condition must be a mapping, not ${describe(condition)}`);
  if (Array.isArray(condition)) return condition.length === 0 || isFalse('a condition must be a mapping, not a list');
  if (Object.keys(condition).length === 0) return true;
  if (depth === maxDepth) return isFalse(`a condition nested deeper than ${maxDepth} levels is false`);

  const inner = (part: Json): boolean => evaluate(part, document, warn, depth + 1);
  if (Object.hasOwn(condition, 'any')) {
    const { any } = condition;
    return Array.isArray(any) ? any.some(inner) : isFalse("a condition's 'any' must be a list");
  }
  if (Object.hasOwn(condition, 'all')) {
    const { all } = condition;
    return Array.isArray(all) ? all.every(inner) : isFalse("a condition's 'all' must be a list");
  }
  if (Object.hasOwn(condition, 'not')) return !inner(condition['not'] ?? null);
  return evaluateLeaf(condition, document, warn);
}
