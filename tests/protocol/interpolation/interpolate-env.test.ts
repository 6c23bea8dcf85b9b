import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { interpolateEnv, toText } from '../../../src/protocol/interpolation/index.ts';
import { anyJson, plainText } from './arbitrary-json.ts';

const env = { HOME: '/home/a', NAME: "o'brien; rm", EMPTY: '', REF: '${HOME}', _X1: '1' };

describe('environment variables in configuration', () => {
  test.each([
    ['a set name', '${HOME}/bin', '/home/a/bin'],
    ['an underscore and digits', '${_X1}', '1'],
    ['an unset name is nothing', '[${GONE}]', '[]'],
    ['an unset name with a default', '${GONE:-a b}', 'a b'],
    ['a set name ignores its default', '${HOME:-x}', '/home/a'],
    ['an empty value is a value', '[${EMPTY:-x}]', '[]'],
    ['lower case is left for the run', '${state.x} ${home} ${Home}', '${state.x} ${home} ${Home}'],
    ['shell characters are quoted', 'echo ${NAME}', `echo 'o'"'"'brien; rm'`],
    ['a value is not expanded', '${REF}', "'${HOME}'"],
  ])('%s', (_, template, expected) => {
    expect(interpolateEnv(template, env)).toEqual({ value: expected, warnings: [] });
  });

  test('quoting can be turned off', () => {
    expect(interpolateEnv('${NAME}', env, { quote: false }).value).toBe(env.NAME);
  });

  test('every string of a structure is filled', () => {
    expect(interpolateEnv({ args: ['${HOME}', 1] }, env).value).toEqual({ args: ['/home/a', 1] });
  });

  test('never throws', () => {
    fc.assert(fc.property(anyJson, (template) => void interpolateEnv(template, { A: '}', B: '${A}' })));
  });

  test('text without placeholders is itself', () => {
    fc.assert(fc.property(plainText, (text) => interpolateEnv(text, env).value === text));
  });

  test('a quoted value has no unquoted character that a shell would act on', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const quoted = toText(interpolateEnv('${V}', { V: value }).value);
        const outside = quoted.replaceAll(/'[^']*'|"'"/g, '');
        expect(outside).toMatch(/^[\w@%+=:,./-]*$/);
      }),
    );
  });
});
