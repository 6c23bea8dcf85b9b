import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluateCondition } from '../../../src/protocol/conditions/index.ts';
import type { Json, JsonObject } from '../../../src/protocol/errors.ts';

const document: JsonObject = {
  x: 5,
  s: '10\n',
  word: 'web/search',
  l: ['x', 1],
  m: { a: 1, b: [true] },
  nil: null,
  no: false,
  cost: { spend: 0.95, turns: 3 },
  depth: 2,
};

describe('conditions that evaluate', () => {
  test.each<[string, Json | undefined, boolean]>([
    ['an absent condition', undefined, true],
    ['a null condition', null, true],
    ['an empty condition', {}, true],
    ['a literal true', true, true],
    ['a literal false', false, false],
    ['any of nothing', { any: [] }, false],
    ['all of nothing', { all: [] }, true],
    ['not of the empty condition', { not: {} }, false],
    ['any decides alone', { any: [{ path: 'x', value: 5 }], all: [{ path: 'x', value: 6 }], path: 'gone' }, true],
    ['all goes before not', { all: [{ path: 'x', value: 5 }], not: { path: 'x', value: 5 } }, true],
    [
      'combinators nest',
      { any: [{ path: 'word', op: 'contains', value: 'zzz' }, { not: { path: 'depth', op: 'gt', value: 2 } }] },
      true,
    ],
    ['a budget threshold', { path: 'cost.spend', op: 'gte', value: 0.9 }, true],
    ['eq is the default', { path: 'x', value: 5 }, true],
    ['eq tells types apart', { path: 'x', value: '5' }, false],
    ['eq compares deeply, whatever the order of keys', { path: 'm', value: { b: [true], a: 1 } }, true],
    ['eq tells a list from a mapping', { path: 'l', value: { 0: 'x', 1: 1 } }, false],
    ['eq without a value matches a missing path', { path: 'gone', op: 'eq' }, true],
    ['ne on a missing path', { path: 'missing', op: 'ne', value: 1 }, true],
    ['ne on an equal value', { path: 'x', op: 'ne', value: 5 }, false],
    ['gt on a missing path', { path: 'missing', op: 'gt', value: 1 }, false],
    ['gte on the same number', { path: 'x', op: 'gte', value: 5 }, true],
    ['lt', { path: 'x', op: 'lt', value: 5 }, false],
    ['lte', { path: 'x', op: 'lte', value: 5 }, true],
    ['numeric text compares as a number', { path: 's', op: 'gt', value: '9' }, true],
    ['numeric text compares with a number', { path: 's', op: 'lte', value: 10 }, true],
    ['in a list', { path: 'x', op: 'in', value: [4, 5] }, true],
    ['not in a list', { path: 'x', op: 'not_in', value: [4, 5] }, false],
    ['contains in text', { path: 'word', op: 'contains', value: 'b/s' }, true],
    ['contains minds case', { path: 'word', op: 'contains', value: 'WEB' }, false],
    ['contains in the printed form of a list', { path: 'l', op: 'contains', value: 'x' }, true],
    ['contains on a missing path', { path: 'gone', op: 'contains', value: '' }, false],
    ['regex searches', { path: 'word', op: 'regex', value: 'se(a|e)r' }, true],
    ['regex minds case', { path: 'word', op: 'regex', value: 'SEAR' }, false],
    ['regex reads numbers as text', { path: 'x', op: 'regex', value: '^5$' }, true],
    ['regex on a missing path', { path: 'gone', op: 'regex', value: '' }, false],
    ['exists', { path: 'no', op: 'exists' }, true],
    ['exists ignores its value', { path: 'no', op: 'exists', value: false }, true],
    ['exists on null', { path: 'nil', op: 'exists' }, false],
    ['exists without a path', { op: 'exists' }, true],
    ['not_exists', { path: 'gone', op: 'not_exists' }, true],
    ['operator means op', { path: 'x', operator: 'gt', value: 4 }, true],
    ['op wins over operator', { path: 'x', op: 'lt', operator: 'gt', value: 4 }, false],
    ['neq', { path: 'x', op: 'neq', value: 4 }, true],
    ['!=', { path: 'x', op: '!=', value: 5 }, false],
    ['==', { path: 'x', op: '==', value: 5 }, true],
    ['>', { path: 'x', op: '>', value: 4 }, true],
    ['>=', { path: 'x', op: '>=', value: 6 }, false],
    ['<', { path: 'x', op: '<', value: 6 }, true],
    ['<=', { path: 'x', op: '<=', value: 4 }, false],
    ['values are literal', { path: 'x', value: '${x}' }, false],
    ['inherited names are missing', { path: 'constructor', op: 'exists' }, false],
  ])('%s', (_, condition, holds) => {
    expect(evaluateCondition(condition, document)).toEqual({ holds, warnings: [] });
  });
});

describe('conditions that cannot be evaluated are false and say why', () => {
  test.each<[string, Json, string]>([
    ['an unknown operator', { path: 'x', op: 'GT', value: 4 }, 'unknown operator "GT"'],
    ['an operator that is not text', { path: 'x', op: 5 }, 'unknown operator 5'],
    ['text against a number', { path: 'word', op: 'gt', value: 4 }, 'not both numbers'],
    ['text against text', { path: 'word', op: 'lt', value: 'zzz' }, 'not both numbers'],
    ['a number against nothing', { path: 'x', op: 'gt' }, 'not both numbers'],
    ['a boolean against a number', { path: 'no', op: 'lt', value: 1 }, 'not both numbers'],
    ['in without a list', { path: 'word', op: 'in', value: 'web/search' }, 'needs a list'],
    ['not_in without a list', { path: 'word', op: 'not_in', value: 'a' }, 'needs a list'],
    ['contains without text', { path: 'l', op: 'contains', value: 1 }, 'needs text'],
    ['regex without text', { path: 'x', op: 'regex', value: 5 }, 'needs text'],
    ['a bad pattern', { path: 'word', op: 'regex', value: '(' }, 'not closed'],
    ['a path that is not text', { path: ['x'] }, 'must be text'],
    ['text as a condition', 'state.x == 5', 'must be a mapping'],
    ['a list as a condition', [{ path: 'x' }], 'must be a mapping'],
    ['any that is not a list', { any: { path: 'x' } }, "'any' must be a list"],
    ['all that is not a list', { all: true }, "'all' must be a list"],
  ])('%s', (_, condition, reason) => {
    const { holds, warnings } = evaluateCondition(condition, document);
    expect(holds).toBe(false);
    expect(warnings).toEqual([expect.stringContaining(reason)]);
  });

  test('a condition nested beyond reason', () => {
    const deep: Json = JSON.parse(`${'{"all":['.repeat(5_000)}${']}'.repeat(5_000)}`);
    expect(evaluateCondition(deep, document)).toEqual({ holds: false, warnings: [expect.stringContaining('deeper')] });
  });
});

describe('any condition', () => {
  const leaf = fc.record(
    {
      path: fc.oneof(fc.constantFrom('x', 's', 'l', 'm.b', ''), fc.jsonValue()),
      op: fc.oneof(fc.constantFrom('eq', 'gt', 'in', 'contains', 'regex', 'exists'), fc.jsonValue()),
      value: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const condition = fc.letrec<{ any: unknown }>((tie) => ({
    any: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.jsonValue(),
      fc.record({ any: fc.array(tie('any'), { maxLength: 3 }) }),
      fc.record({ all: fc.array(tie('any'), { maxLength: 3 }) }),
      fc.record({ not: tie('any') }),
    ),
  })).any as fc.Arbitrary<Json>;

  test('never throws', () => {
    fc.assert(fc.property(condition, (any) => void evaluateCondition(any, document)));
  });

  test('is turned around by not', () => {
    fc.assert(
      fc.property(condition, (any) => {
        expect(evaluateCondition({ not: any }, document).holds).toBe(!evaluateCondition(any, document).holds);
      }),
    );
  });
});
