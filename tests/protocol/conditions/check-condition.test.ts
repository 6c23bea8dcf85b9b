import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkCondition, evaluateCondition } from '../../../src/protocol/conditions/index.ts';
import type { Json } from '../../../src/protocol/errors.ts';

describe('a condition without problems', () => {
  test.each<[string, Json | undefined]>([
    ['none at all', undefined],
    ['empty', {}],
    ['a leaf', { path: 'cost.spend', op: 'gte', value: 0.9 }],
    ['a leaf with a quoted number', { path: 'state.n', op: 'lt', value: '5' }],
    ['nested', { any: [{ path: 'a', op: 'regex', value: '^x' }, { not: { path: 'b', op: 'in', value: [1] } }] }],
  ])('%s', (_, condition) => {
    expect(checkCondition(condition)).toEqual([]);
  });
});

describe('problems are found without evaluating', () => {
  test.each<[string, Json, string, 'error' | 'warning', string]>([
    ['text', 'state.x == 1', '', 'error', 'must be a mapping'],
    ['a list', [], '', 'error', 'must be a mapping'],
    ['an unknown operator', { path: 'a', op: 'GT', value: 1 }, 'op', 'error', 'unknown operator "GT"'],
    ['operator instead of op', { path: 'a', operator: 'gt', value: 1 }, 'operator', 'warning', "spelled 'op'"],
    ['operator beside op', { path: 'a', op: 'gt', operator: 'lt', value: 1 }, 'operator', 'warning', 'ignored'],
    ['another spelling', { path: 'a', op: 'neq', value: 1 }, 'op', 'warning', "spelled 'ne'"],
    ['a bad pattern', { path: 'a', op: 'regex', value: '[' }, 'value', 'error', 'cannot be used'],
    ['a pattern that is not text', { path: 'a', op: 'regex', value: 1 }, 'value', 'error', 'needs text'],
    ['in without a list', { path: 'a', op: 'in', value: 'abc' }, 'value', 'error', 'needs a list'],
    ['an order without a number', { path: 'a', op: 'gt', value: 'high' }, 'value', 'error', 'needs a number'],
    ['exists with a value', { path: 'a', op: 'exists', value: false }, 'value', 'warning', 'not_exists'],
    ['a placeholder as a value', { path: 'a', value: '${b}' }, 'value', 'warning', 'literal'],
    ['a path that is not text', { path: 3, value: 1 }, 'path', 'error', 'must be text'],
    ['no path', { op: 'exists' }, '', 'warning', 'whole document'],
    ['an unknown key', { path: 'a', value: 1, vlaue: 2 }, 'vlaue', 'warning', 'not a key'],
    ['any that is not a list', { any: {} }, 'any', 'error', 'must be a list'],
    ['a key beside any', { any: [], path: 'a' }, 'path', 'warning', "ignored beside 'any'"],
    ['a nested problem', { all: [{}, { not: { path: 'a', op: 'x' } }] }, 'all.1.not.op', 'error', 'unknown operator'],
  ])('%s', (_, condition, at, level, message) => {
    expect(checkCondition(condition)).toEqual([{ at, level, message: expect.stringContaining(message) }]);
  });
});

test('never throws, and what has no error evaluates without warnings about its shape', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (any) => {
      const condition = any as Json;
      const hasError = checkCondition(condition).some((problem) => problem.level === 'error');
      const { warnings } = evaluateCondition(condition, null);
      expect(hasError || warnings.length === 0).toBe(true);
    }),
  );
});
