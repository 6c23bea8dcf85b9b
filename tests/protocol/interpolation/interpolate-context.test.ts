import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/protocol/errors.ts';
import { interpolateContext, lookupPath, toText } from '../../../src/protocol/interpolation/index.ts';
import { anyJson, anyObject, placeholderText, plainText } from './arbitrary-json.ts';

const context: JsonObject = {
  a: [{ c: 1 }, { c: 'x' }],
  z: 0,
  f: false,
  e: '',
  nil: null,
  map: { deep: { k: 'v' } },
  inputs: { k: 'in', other: '{input:k}' },
};

describe('an expression that is the whole string keeps its type', () => {
  test.each<[string, string, Json]>([
    ['an index into a list', '${a.0.c}', 1],
    ['a negative index', '${a.-1.c}', 'x'],
    ['an index out of range', '${a.2.c}', null],
    ['a mapping', '${map.deep}', { k: 'v' }],
    ['a list', '${a}', [{ c: 1 }, { c: 'x' }]],
    ['spaces inside the braces', '${ z }', 0],
    ['a missing path', '${gone}', null],
    ['a path through a scalar', '${z.k}', null],
    ['a fallback to zero', '${m || z}', 0],
    ['a fallback past null', '${nil || z}', 0],
    ['a fallback stops at false', '${f || z}', false],
    ['a fallback stops at empty text', '${e || z}', ''],
    ['a literal is no operand', '${m || "lit"}', null],
    ['a number is no operand', '${m || 5}', null],
    ['a single bar is part of the path', '${z|upper}', null],
    ['brackets are no path syntax', '${a[0]}', null],
    ['one newline at the end', '${z}\n', 0],
    ['inherited names', '${constructor}', null],
  ])('%s', (_, template, expected) => {
    expect(interpolateContext(template, context)).toEqual({ value: expected, warnings: [] });
  });
});

describe('an expression within text becomes text', () => {
  test.each([
    ['false', 'v=${f}', 'v=false'],
    ['zero before a space', '${z} ', '0 '],
    ['two newlines at the end', '${z}\n\n', '0\n\n'],
    ['two expressions', '${z}${z}', '00'],
    ['a list reads as JSON', 'is ${a}', 'is [{"c":1},{"c":"x"}]'],
    ['there is no escape', '$${map.deep.k}', '$v'],
    ['empty braces are literal', 'a ${} b', 'a ${} b'],
    ['the input form', '<{input:k}>', '<in>'],
    ['the input form with a default', '{input:q:none}', 'none'],
    ['a default that is an expression', '{input:q:${map.deep.k}}', 'v'],
    ['an input value is not expanded', '${inputs.other} {input:other}', '{input:k} {input:k}'],
  ])('%s', (_, template, expected) => {
    expect(interpolateContext(template, context)).toEqual({ value: expected, warnings: [] });
  });

  test('a missing or null value becomes nothing, with a warning', () => {
    expect(interpolateContext('[${gone}|${nil}]', context)).toEqual({
      value: '[|]',
      warnings: ['${gone} has no value and reads as nothing', '${nil} has no value and reads as nothing'],
    });
  });

  test('input forms stay as written when there are no inputs', () => {
    expect(interpolateContext('{input:q:none}', { inputs: {} }).value).toBe('{input:q:none}');
    expect(interpolateContext('{input:q:none}', {}).value).toBe('{input:q:none}');
  });
});

describe('a structured template', () => {
  test('is filled in mapping values and lists, never in keys', () => {
    const template = { '${z}': ['${z}', { n: '${f}!' }], kept: 1.5, on: true, nil: null };
    const expected = { '${z}': [0, { n: 'false!' }], kept: 1.5, on: true, nil: null };
    expect(interpolateContext(template, context).value).toEqual(expected);
  });

  test('gathers the warnings of all its strings', () => {
    expect(interpolateContext({ a: ' ${x}', b: [' ${y}'] }, {}).warnings).toHaveLength(2);
  });

  test('keeps a key named __proto__ as plain data', () => {
    const template: JsonObject = JSON.parse('{"__proto__": "${z}"}');
    expect(JSON.stringify(interpolateContext(template, context).value)).toBe('{"__proto__":0}');
  });

  test('nested beyond reason is left as written from there on, with a warning', () => {
    const deep: Json = JSON.parse(`${'['.repeat(20_000)}"\${z}"${']'.repeat(20_000)}`);
    expect(interpolateContext(deep, context).warnings).toHaveLength(1);
  });
});

describe('content that hooks load', () => {
  test.each<[string, string, Json]>([
    ['a known expression is filled', 'see ${map.deep.k}', 'see v'],
    ['an unknown expression is left as written', 'write ${state.x} here', 'write ${state.x} here'],
    ['an unknown expression alone is left as written', '${state.x}', '${state.x}'],
    ['a known null alone is null', '${nil}', null],
    ['a known operand is enough', 'v ${state.x || z}', 'v 0'],
  ])('%s', (_, template, expected) => {
    expect(interpolateContext(template, context, { keepUnknown: true })).toEqual({ value: expected, warnings: [] });
  });
});

describe('any template', () => {
  test('never throws', () => {
    fc.assert(
      fc.property(anyJson, anyObject, fc.boolean(), (template, values, keepUnknown) => {
        interpolateContext(template, values, { keepUnknown });
      }),
    );
  });

  test('without placeholders is itself', () => {
    fc.assert(fc.property(plainText, anyObject, (text, values) => interpolateContext(text, values).value === text));
  });

  test('never has its values expanded again', () => {
    fc.assert(
      fc.property(placeholderText, placeholderText, (a, k) => {
        const { value } = interpolateContext('<${a}|{input:k}>', { a, z: 1, inputs: { k } });
        expect(value).toBe(`<${a}|${k}>`);
      }),
    );
  });
});

describe('lookupPath', () => {
  test('the empty path is the whole document', () => {
    expect(lookupPath(context, '')).toBe(context);
  });

  test('tells null from missing', () => {
    expect(lookupPath(context, 'nil')).toBeNull();
    expect(lookupPath(context, 'gone')).toBeUndefined();
  });
});

test('data nested beyond what can be serialised still reads as some text', () => {
  const deep: Json = JSON.parse(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
  expect(toText(deep)).toBe('[nested too deeply]');
});
