import type { Json } from '../errors.ts';

/**
 * A condition as files write it. Nothing is checked here: what `evaluateCondition` takes is plain JSON, and
 * `checkCondition` says what is wrong with it.
 */
export type Condition = ConditionLeaf | { any: Condition[] } | { all: Condition[] } | { not: Condition };

/** Compares what is found at a path. */
export type ConditionLeaf = {
  /** Shape: `a.b.0.c`; absent or empty is the whole document. */
  path?: string;
  /** @default eq */
  op?: ConditionOp;
  /** Never interpolated; absent is null. */
  value?: Json;
};

/** How a leaf compares. */
export type ConditionOp = (typeof conditionOps)[number];

/** Every comparison, by its canonical name. */
export const conditionOps = [
  'eq',
  'ne',
  'gt',
  'gte',
  'lt',
  'lte',
  'in',
  'not_in',
  'contains',
  'regex',
  'exists',
  'not_exists',
] as const;

/** Other spellings that files use, all accepted. */
const opAliases: ReadonlyMap<string, ConditionOp> = new Map([
  ['neq', 'ne'],
  ['!=', 'ne'],
  ['==', 'eq'],
  ['>', 'gt'],
  ['>=', 'gte'],
  ['<', 'lt'],
  ['<=', 'lte'],
]);

/** The operator a spelling stands for; undefined when there is none. Case matters. */
export function knownOp(written: Json): ConditionOp | undefined {
  if (typeof written !== 'string') return undefined;
  return opAliases.get(written) ?? conditionOps.find((op) => op === written);
}
