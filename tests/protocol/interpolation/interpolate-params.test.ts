import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../../../src/protocol/errors.ts';
import { interpolateParams } from '../../../src/protocol/interpolation/index.ts';
import { anyJson, anyObject, plainText } from './arbitrary-json.ts';

const params: JsonObject = {
  port: 80,
  on: false,
  nil: null,
  list: ['{port}'],
  url: 'http://{host}',
  host: '{name}.local',
  name: '{tld}',
  tld: 'end',
  loop: '{loop}!',
};

describe('call parameters in configuration', () => {
  test.each<[string, Json, Json]>([
    ['a whole string keeps a number', '{port}', 80],
    ['a whole string keeps a boolean', '{on}', false],
    ['a whole string keeps null', '{nil}', null],
    ['a whole string keeps a list, as data', '{list}', ['{port}']],
    ['within text a value becomes text', ':{port} {on} {list}', ':80 false ["80"]'],
    ['an unknown name stays as written', '{gone} {port}', '{gone} 80'],
    ['an unknown name alone stays as written', '{gone}', '{gone}'],
    ['an environment variable is left alone', '${port}', '${port}'],
    ['an inherited name is unknown', '{constructor}', '{constructor}'],
    ['three passes reach through names of names', '{url}', 'http://{tld}.local'],
    ['a name that names itself ends', '{loop}', '{loop}!!!'],
    ['every string of a structure is filled', { a: ['{port}'] }, { a: [80] }],
  ])('%s', (_, template, expected) => {
    expect(interpolateParams(template, params).value).toEqual(expected);
  });

  test('never throws', () => {
    fc.assert(fc.property(anyJson, anyObject, (template, values) => void interpolateParams(template, values)));
  });

  test('text without placeholders is itself', () => {
    fc.assert(fc.property(plainText, anyObject, (text, values) => interpolateParams(text, values).value === text));
  });

  test('parameters that multiply each other end with a warning', () => {
    const { warnings } = interpolateParams('{a}{a}', { a: '{b}'.repeat(40), b: 'x'.repeat(1_000_000) });
    expect(warnings.length).toBeGreaterThan(0);
  });
});
