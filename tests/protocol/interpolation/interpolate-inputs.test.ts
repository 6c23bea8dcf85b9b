import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/protocol/errors.ts';
import { interpolateInputs } from '../../../src/protocol/interpolation/index.ts';
import { anyObject, placeholderText, plainText } from './arbitrary-json.ts';

const inputs: JsonObject = { k: 'v', n: 0, no: false, nothing: null, ids: ['t/1', 't/2'], map: { a: 1 }, empty: '' };

describe('input placeholders', () => {
  test.each([
    ['a present input is its text', '{input:k}', 'v'],
    ['an absent input stays as written', '{input:q}', '{input:q}'],
    ['an optional present input is its text', '{input:k?}', 'v'],
    ['an optional absent input is nothing', '{input:q?}', ''],
    ['a default after a colon', '{input:q:dflt}', 'dflt'],
    ['a default after a bar', '{input:q|dflt}', 'dflt'],
    ['a default is everything after the first separator', '{input:q:a:b|c}', 'a:b|c'],
    ['an empty default after a colon', '{input:q:}', ''],
    ['an empty default after a bar', '{input:q|}', ''],
    ['a default is not used when the input is present', '{input:k:dflt}', 'v'],
    ['an empty text counts as present', '{input:empty:dflt}', ''],
    ['both modifiers at once are no placeholder', '{input:k?:x}', '{input:k?:x}'],
    ['a space before the name is no placeholder', '{input: k}', '{input: k}'],
    ['a dotted name is no placeholder', '{input:a.b}', '{input:a.b}'],
    ['a name with a dash is no placeholder', '{input:a-b}', '{input:a-b}'],
    ['doubled braces keep the outer pair', '{{input:k}}', '{v}'],
    ['the dotted form', '${inputs.k}', 'v'],
    ['the dotted form of an absent input stays', '${inputs.q}', '${inputs.q}'],
    ['the dotted form reaches one level only', '${inputs.map.a}', '${inputs.map.a}'],
    ['zero and false are values', '{input:n} {input:no}', '0 false'],
    ['null is nothing', '[{input:nothing}]', '[]'],
    ['lists read as JSON', '{"ids": {input:ids}}', '{"ids": ["t/1","t/2"]}'],
    ['mappings read as JSON', '{input:map}', '{"a":1}'],
    ['inherited names are not inputs', '{input:constructor}', '{input:constructor}'],
    ['other brace forms are left alone', '{output:x} {name} <from input:x>', '{output:x} {name} <from input:x>'],
    ['a default may hold another placeholder', '{input:q:${inputs.k}}', 'v'],
  ])('%s', (_, text, expected) => {
    expect(interpolateInputs(text, inputs)).toEqual({ value: expected, warnings: [] });
  });

  test('a value that looks like a placeholder is not expanded', () => {
    const tricky = { a: '{input:b}', b: '${inputs.a}', c: '{env:HOME}' };
    const environment = { env: { HOME: '/h' }, allowedNames: ['HOME'] };
    const { value } = interpolateInputs('{input:a} ${inputs.b} {input:c}', tricky, environment);
    expect(value).toBe('{input:b} ${inputs.a} {env:HOME}');
  });
});

describe('environment placeholders', () => {
  const environment = {
    env: { LANG: 'C', TOKEN: 'secret', TRICK: '{input:k}' },
    allowedNames: ['LANG', 'TRICK', 'GONE'],
  };

  test.each([
    ['an allowed name is read', '{env:LANG}', 'C'],
    ['an unset name stays as written', '{env:GONE}', '{env:GONE}'],
    ['an unset name takes its default', '{env:GONE:x}', 'x'],
    ['a bar is no separator here', '{env:LANG|x}', '{env:LANG|x}'],
    ['a value is not expanded', '{env:TRICK}', '{input:k}'],
    ['a default of an input may be a variable', '{input:q:{env:LANG}}', 'C'],
  ])('%s', (_, text, expected) => {
    expect(interpolateInputs(text, inputs, environment)).toEqual({ value: expected, warnings: [] });
  });

  test('a name that is not on the list counts as absent and is reported', () => {
    const { value, warnings } = interpolateInputs('{env:TOKEN} {env:TOKEN:none}', inputs, environment);
    expect(value).toBe('{env:TOKEN} none');
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toContain('TOKEN is not on the list');
  });

  test('without a list no variable is readable', () => {
    expect(interpolateInputs('{env:PATH:none}', inputs).value).toBe('none');
  });
});

describe('any text', () => {
  test('never throws', () => {
    fc.assert(fc.property(placeholderText, anyObject, (text, values) => void interpolateInputs(text, values)));
  });

  test('without placeholders is itself', () => {
    fc.assert(fc.property(plainText, anyObject, (text, values) => interpolateInputs(text, values).value === text));
  });

  test('comes out with input values untouched, whatever they look like', () => {
    fc.assert(
      fc.property(placeholderText, placeholderText, (a, b) => {
        expect(interpolateInputs('<{input:a}|${inputs.b}>', { a, b, k: 'v' }).value).toBe(`<${a}|${b}>`);
      }),
    );
  });

  test('that opens very many placeholders and closes none is left as written', () => {
    const text = '{input:a:'.repeat(100_000);
    expect(interpolateInputs(text, inputs).value).toBe(text);
  });

  test('may hold a default of a million characters', () => {
    const long = 'x{'.repeat(500_000);
    expect(interpolateInputs(`{input:q:${long}}`, inputs).value).toBe(long);
  });

  test('that would grow beyond all bounds keeps its last placeholders and says so', () => {
    const { value, warnings } = interpolateInputs('{input:big}'.repeat(40), { big: 'x'.repeat(1_000_000) });
    expect(value.endsWith('{input:big}')).toBe(true);
    expect(warnings).toEqual(['24 placeholders left as written: the text would grow too long']);
  });
});
