import type { Json, JsonObject } from '../errors.ts';
import { knownOp } from './condition.ts';
import { describe } from './evaluate-leaf.ts';
import { numericValue } from './numeric-value.ts';
import { searchRegex } from './search-regex.ts';

/** Something wrong with a condition, found without evaluating it. */
export interface ConditionProblem {
  /** Shape: where in the condition, `any.0.op`; empty for the condition itself. */
  at: string;
  /** An error makes the condition false or meaningless; a warning is accepted, but likely not what was meant. */
  level: 'error' | 'warning';
  message: string;
}

const maxDepth = 100;
const combinators = ['any', 'all', 'not'] as const;
const leafKeys = ['path', 'op', 'operator', 'value'];

/** Everything wrong with a condition as written, for validation; empty when nothing is. Never throws. */
export function checkCondition(condition: Json | undefined): ConditionProblem[] {
  const problems: ConditionProblem[] = [];
  visit(condition, [], problems);
  return problems;
}

function visit(condition: Json | undefined, at: readonly string[], problems: ConditionProblem[]): void {
  const report = (level: ConditionProblem['level'], message: string, ...below: string[]) => {
    problems.push({ at: [...at, ...below].join('.'), level, message });
  };
  if (condition === undefined || condition === null || typeof condition === 'boolean') return;
  if (typeof condition !== 'object' || Array.isArray(condition)) {
    report('error', `a condition must be a mapping, not ${describe(condition)}`);
    return;
  }
  if (at.length >= maxDepth) {
    report('error', `nested deeper than ${maxDepth} levels`);
    return;
  }
  const combinator = combinators.find((key) => Object.hasOwn(condition, key));
  if (combinator === undefined) {
    if (Object.keys(condition).length > 0) checkLeaf(condition, report);
    return;
  }
  for (const key of Object.keys(condition)) {
    if (key !== combinator) report('warning', `ignored beside '${combinator}'`, key);
  }
  const inner = condition[combinator] ?? null;
  if (combinator === 'not') {
    visit(inner, [...at, combinator], problems);
  } else if (!Array.isArray(inner)) {
    report('error', `must be a list, not ${describe(inner)}`, combinator);
  } else {
    for (const [index, part] of inner.entries()) visit(part, [...at, combinator, String(index)], problems);
  }
}

type Report = (level: ConditionProblem['level'], message: string, ...below: string[]) => void;

function checkLeaf(leaf: JsonObject, report: Report): void {
  for (const key of Object.keys(leaf)) {
    if (!leafKeys.includes(key)) report('warning', 'is not a key of a condition and is ignored', key);
  }
  const path = leaf['path'] ?? null;
  if (path !== null && typeof path !== 'string') report('error', `must be text, not ${describe(path)}`, 'path');
  if (path === null || path === '') report('warning', 'without a path the whole document is compared');

  const key = leaf['op'] === undefined || leaf['op'] === null ? 'operator' : 'op';
  const written = leaf[key] ?? 'eq';
  if (Object.hasOwn(leaf, 'operator')) {
    report('warning', key === 'op' ? "ignored, because 'op' is given" : "is spelled 'op'", 'operator');
  }
  const op = knownOp(written);
  if (op === undefined) {
    report('error', `unknown operator ${describe(written)}`, key);
    return;
  }
  if (op !== written) report('warning', `${describe(written)} is spelled '${op}'`, key);
  checkValue(op, leaf, report);
}

function checkValue(op: string, leaf: JsonObject, report: Report): void {
  const value = leaf['value'] ?? null;
  if (typeof value === 'string' && value.includes('${')) {
    report('warning', 'values of conditions are literal: the placeholder is not filled in', 'value');
  }
  if (op.endsWith('exists')) {
    const other = op === 'exists' ? 'not_exists' : 'exists';
    if (Object.hasOwn(leaf, 'value')) report('warning', `ignored by '${op}'; the opposite is '${other}'`, 'value');
  } else if (op === 'in' || op === 'not_in') {
    if (!Array.isArray(value)) report('error', `'${op}' needs a list, not ${describe(value)}`, 'value');
  } else if (op === 'contains' || op === 'regex') {
    if (typeof value !== 'string') report('error', `'${op}' needs text, not ${describe(value)}`, 'value');
    else if (op === 'regex') {
      const tried = searchRegex(value, '');
      if ('problem' in tried) report('error', `the pattern cannot be used: ${tried.problem}`, 'value');
    }
  } else if (op !== 'eq' && op !== 'ne' && numericValue(value) === undefined) {
    report('error', `'${op}' needs a number, not ${describe(value)}`, 'value');
  }
}
