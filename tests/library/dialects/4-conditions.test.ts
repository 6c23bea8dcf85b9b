import { describe, expect, test } from 'vitest';
import { checkCondition, evaluateCondition, type Json } from '#protocol';

const document = { x: 5, s: '10', t: 'abc', l: ['x', 'y'], o: { k: 1 }, z: 0, b: true, n: null };
const holds = (condition: Json): boolean => evaluateCondition(condition, document).holds;

describe('4 conditions', () => {
  test.each<[Json, boolean]>([
    [null, true],
    [{}, true],
    [{ any: [] }, false],
    [{ all: [] }, true],
    [{ not: {} }, false],
    [
      {
        any: [
          { path: 'x', value: 1 },
          { path: 'x', value: 5 },
        ],
      },
      true,
    ],
    [
      {
        all: [
          { path: 'x', value: 5 },
          { path: 'missing', op: 'exists' },
        ],
      },
      false,
    ],
    [{ any: [], path: 'x', value: 5 }, false],
    [{ path: 'x', value: 5 }, true],
    [{ path: 'missing' }, true],
    [{ path: 'missing', op: 'ne', value: 1 }, true],
    [{ path: 'x', op: 'gte', value: 5 }, true],
    [{ path: 's', op: 'gt', value: '9' }, true],
    [{ path: 's', op: 'gt', value: 9 }, true],
    [{ path: 't', op: 'gt', value: 1 }, false],
    [{ path: 'missing', op: 'lt', value: 1 }, false],
    [{ path: 't', op: 'in', value: ['abc'] }, true],
    [{ path: 't', op: 'in', value: 'abc' }, false],
    [{ path: 'l', op: 'contains', value: 'x' }, true],
    [{ path: 't', op: 'contains', value: 'B' }, false],
    [{ path: 't', op: 'regex', value: 'b.$' }, true],
    [{ path: 't', op: 'regex', value: '(' }, false],
    [{ path: 'z', op: 'exists' }, true],
    [{ path: 'n', op: 'exists' }, false],
    [{ path: 'x', op: 'exists', value: false }, true],
    [{ op: 'exists' }, true],
    [{ path: 'x', op: 'GT', value: 1 }, false],
    [{ path: 'l.0', value: 'x' }, true],
    [{ path: 'l.-1', value: 'y' }, true],
    [{ path: 't', value: '${x}' }, false],
  ])('%j', (condition, expected) => expect(holds(condition)).toBe(expected));

  test.each<[Json, boolean]>([
    [{ path: 'x', operator: 'gt', value: 4 }, true],
    [{ path: 'x', op: 'neq', value: 4 }, true],
    [{ path: 'x', op: '!=', value: 5 }, false],
    [{ path: 'x', op: '==', value: 5 }, true],
    [{ path: 'x', op: '>', value: 4 }, true],
    [{ path: 'x', op: '>=', value: 5 }, true],
    [{ path: 'x', op: '<', value: 6 }, true],
    [{ path: 'x', op: '<=', value: 5 }, true],
    [{ path: 'missing', op: 'not_exists' }, true],
    [{ path: 't', op: 'not_in', value: ['x'] }, true],
  ])('[R] %j is accepted', (condition, expected) => {
    expect(holds(condition)).toBe(expected);
    expect(checkCondition(condition).filter(({ level }) => level === 'error')).toEqual([]);
  });

  test.each<Json>([
    { path: 'x', operator: 'gt', value: 4 },
    { path: 'x', op: 'neq', value: 4 },
    { path: 'x', op: '>', value: 4 },
  ])('%j is flagged in validation', (condition) => expect(checkCondition(condition)).not.toEqual([]));
});
