import { describe, expect, test } from 'vitest';
import { interpolateContext, interpolateEnv, interpolateInputs, interpolateParams } from '#protocol';

describe('3.1 system 1: inputs of a directive', () => {
  test.each([
    ['{input:k}', 'V', '{input:k}'],
    ['{input:k?}', 'V', ''],
    ['{input:k:d}', 'V', 'd'],
    ['{input:k|d}', 'V', 'd'],
    ['{input:k:a:b|c}', 'V', 'a:b|c'],
    ['{input:k:}', 'V', ''],
    ['{input:k|}', 'V', ''],
    ['{{input:k}}', '{V}', '{{input:k}}'],
    ['${inputs.k}', 'V', '${inputs.k}'],
    ['{input:k?:x}', '{input:k?:x}', '{input:k?:x}'],
    ['{input: k}', '{input: k}', '{input: k}'],
    ['{input:a.b}', '{input:a.b}', '{input:a.b}'],
    ['{input:a-b}', '{input:a-b}', '{input:a-b}'],
    ['${inputs.k.x}', '${inputs.k.x}', '${inputs.k.x}'],
    ['{output:k} {k} <from input:k>', '{output:k} {k} <from input:k>', '{output:k} {k} <from input:k>'],
  ])('%s', (text, present, absent) => {
    expect(interpolateInputs(text, { k: 'V' }).value).toBe(present);
    expect(interpolateInputs(text, {}).value).toBe(absent);
  });
  test.each([
    [['a', 1], '["a",1]'],
    [{ a: 1 }, '{"a":1}'],
    [true, 'true'],
    [null, ''],
    [1.5, '1.5'],
  ])('the value %j reads %s', (value, text) => expect(interpolateInputs('{input:k}', { k: value }).value).toBe(text));
  test('a value is never expanded again', () => {
    expect(interpolateInputs('{input:a}', { a: '{input:b} ${inputs.b}', b: 'x' }).value).toBe('{input:b} ${inputs.b}');
  });
  test('names may be of any script', () => expect(interpolateInputs('{input:größe}', { größe: 'L' }).value).toBe('L'));
  test('the environment shows only what is allowed', () => {
    const environment = { env: { A: 'a', SECRET: 's' }, allowedNames: ['A', 'GONE'] };
    expect(interpolateInputs('{env:A} {env:SECRET} {env:GONE:d} {env:GONE|d}', {}, environment).value).toBe(
      'a {env:SECRET} d {env:GONE|d}',
    );
  });
});

describe('3.2 system 2: contexts', () => {
  const context = { a: [{ c: 1 }, { c: 'x' }], f: false, z: 0, e: '', n: null, inputs: { k: 'V' } };
  const fill = (template: string) => interpolateContext(template, context).value;
  test.each([
    ['${a.-1.c}', 'x'],
    ['${a.0.c}', 1],
    ['${m || z}', 0],
    ['${m || e}', ''],
    ['${m || "lit"}', null],
    ['${m}', null],
    ['${n}', null],
    ['${a.upper|x}', null],
    ['v=${f}', 'v=false'],
    ['v=${m}', 'v='],
    ['${z}\n', 0],
    ['${z} ', '0 '],
    ['${}', '${}'],
    ['$${z}', '$0'],
    ['{input:k} {input:q|d}', 'V d'],
  ])('%j', (template, value) => expect(fill(template)).toEqual(value));
  test('keys of mappings are never filled, values at any depth are', () => {
    expect(interpolateContext({ '${z}': ['${z}', { b: '${f}' }] }, context).value).toEqual({
      '${z}': [0, { b: false }],
    });
  });
  test('{input:k} needs inputs that are not empty', () => {
    expect(interpolateContext('{input:k|d}', { inputs: {} }).value).toBe('{input:k|d}');
  });
});

describe('3.3 loaded documents', () => {
  test('keep what names nothing in the context', () => {
    expect(interpolateContext('${z} ${made.up}', { z: 1 }, { keepUnknown: true }).value).toBe('1 ${made.up}');
  });
});

describe('3 systems 3 and 4', () => {
  test('environment in tool config: upper case only, quoted for a shell', () => {
    expect(interpolateEnv('${A} ${B:-d} ${B} ${state.x}', { A: "it's" }).value).toBe(`'it'"'"'s' d  \${state.x}`);
  });
  test('parameters keep their type when alone, and reach through each other', () => {
    expect(interpolateParams(['{n}', 'x{n}', '{unknown}', '{a}'], { n: 1, a: '{b}', b: '{n}' }).value).toEqual([
      1,
      'x1',
      '{unknown}',
      1,
    ]);
  });
});
