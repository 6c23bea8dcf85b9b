import { expect, test } from 'vitest';
import { type Condition, evaluateCondition } from '../../../src/protocol/conditions/index.ts';

test('a condition written in code is one that can be evaluated', () => {
  const condition: Condition = { all: [{ path: 'a', op: 'gte', value: 1 }, { not: { path: 'b' } }] };
  expect(evaluateCondition(condition, { a: 1, b: 2 }).holds).toBe(true);
});
