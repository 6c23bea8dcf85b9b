import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { searchRegex } from '../../../src/protocol/conditions/search-regex.ts';

describe('patterns that are found or not', () => {
  test.each<[string, string, boolean]>([
    ['', '', true],
    ['b', 'abc', true],
    ['^b', 'abc', false],
    ['c$', 'abc', true],
    ['c$', 'abc\n', true],
    ['c$', 'abc\n\n', false],
    ['c\\Z', 'abc\n', false],
    ['\\Aa', 'abc', true],
    ['a.c', 'a\nc', false],
    ['a.c', 'a😀c', true],
    ['^(ab|cd)+$', 'abcdab', true],
    ['^(?:ab|cd)+$', 'abcda', false],
    ['(?P<id>\\d+)-x', 'no 42-x', true],
    ['^a{2,3}$', 'aaaa', false],
    ['^a{2,3}$', 'aaa', true],
    ['^a{2}$', 'aaa', false],
    ['^a{2,}$', 'aaaaa', true],
    ['^ab??$', 'a', true],
    ['{x}', 'a {x}', true],
    ['[^a-c]', 'abc', false],
    ['[^a-c]', 'abcd', true],
    ['[]x]', ']', true],
    ['[\\]x]', ']', true],
    ['[\\w-]+@', 'a-b@', true],
    ['\\bcat\\b', 'a cat!', true],
    ['\\bcat\\b', 'concat', false],
    ['\\Bcat', 'concat', true],
    ['\\d+\\s\\S', '12 x', true],
    ['\\p{L}', 'é', true],
    ['a\\.b\\-c\\/d', 'a.b-c/d', true],
    ['(?i)HeLLo', 'hello', true],
    ['(?i)[a-z]+$', 'ABC', true],
    ['HeLLo', 'hello', false],
    ['(a*)*b', 'aaac', false],
    ['(|a)+b', 'aab', true],
  ])('%j in %j: %s', (pattern, text, found) => {
    expect(searchRegex(pattern, text)).toEqual({ found });
  });
});

describe('patterns that are refused', () => {
  test.each([
    ['a group that is not closed', '('],
    ['a ) without a (', ')'],
    ['a [ that is not closed', '[a'],
    ['the class [z-a]', '[z-a]'],
    ['a repetition of nothing', '*a'],
    ['a repetition of a repetition', 'a**'],
    ['a count whose bounds are out of order', 'a{3,2}'],
    ['a count above 1000', 'a{100000}'],
    ['counts that make it too large', '((a{900}){900}){900}'],
    ['counts that make it too large', '((){900}){900}'],
    ['a back-reference', '(a)\\1'],
    ['look-around or another special group', '(?=a)'],
    ['look-around or another special group', '(?<!a)b'],
    ['the unknown escape \\y', '\\y'],
    ['a \\ at the end', '\\'],
    ['more than 50 nested groups', '('.repeat(60)],
    ['more than 5000 characters', 'a'.repeat(6_000)],
  ])('%s', (problem, pattern) => {
    expect(searchRegex(pattern, 'text')).toEqual({ problem });
  });

  test.each(['^(a+)+$', '^(a|a)*$', '^(a|aa)+$', '(.*)*x$', '^a*a*a*a*a*$'])(
    'the pattern %s, which hangs a backtracking engine, gets its answer',
    (pattern) => {
      expect(searchRegex(pattern, `${'a'.repeat(20_000)}!`)).toEqual({ found: false });
    },
  );

  test('a text too long for a large pattern is refused', () => {
    expect(searchRegex('a{1000}', 'b'.repeat(100_000))).toEqual({ problem: 'a text of 100000 characters to search' });
  });
});

describe('any pattern', () => {
  const piece = fc.constantFrom(
    'a',
    'b',
    '.',
    '^',
    '$',
    '(a|b)',
    '(ab)*',
    '[ab]',
    '[^a]',
    'a?',
    'b+',
    'a{1,2}',
    '|',
    '\\b',
    '(a|)+',
  );
  const ordinary = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(''));
  const text = fc.string({ unit: fc.constantFrom('a', 'b', ' ', 'c'), maxLength: 8 });

  test('gets the answer that the engine of the language gives', () => {
    fc.assert(
      fc.property(ordinary, text, (pattern, subject) => {
        expect(searchRegex(pattern, subject)).toEqual({ found: new RegExp(pattern, 'u').test(subject) });
      }),
      { numRuns: 1_000 },
    );
  });

  test('never throws', () => {
    const wild = fc.string({
      unit: fc.constantFrom('(', ')', '[', ']', '{', '}', '\\', '?', '*', '1', ',', 'a', '^', 'p', '<', 'u'),
    });
    fc.assert(
      fc.property(fc.oneof(wild, fc.string()), fc.string(), (pattern, subject) => void searchRegex(pattern, subject)),
    );
  });
});
