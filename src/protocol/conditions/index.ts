/**
 * Conditions: the small language that decides whether a hook fires or an edge is taken. Pure, and never throwing: a
 * condition that cannot be evaluated is false and says why.
 */
export { type ConditionProblem, checkCondition } from './check-condition.ts';
export { type Condition, type ConditionLeaf, type ConditionOp, conditionOps } from './condition.ts';
export { evaluateCondition } from './evaluate-condition.ts';
export { searchRegex } from './search-regex.ts';
