import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Field } from '#protocol';
import { inputsOfWords } from '../../../src/tui/palette/inputs-of-words.ts';
import { splitWords } from '../../../src/tui/palette/split-words.ts';

function words(text: string) {
  const split = splitWords(text);
  return split.ok ? split.words : [];
}

function place(text: string, ...names: string[]) {
  const fields = names.map((name): Field => ({ name, type: 'string', required: true }));
  const { values, problem } = inputsOfWords(words(text), fields);
  return problem === undefined ? Object.fromEntries(values) : { ...Object.fromEntries(values), problem };
}

describe('the words of a command', () => {
  it.each([
    ['a  b', ['a', 'b']],
    ['"a b" \'c "d"\'', ['a b', 'c "d"']],
    ['a\\ b "say \\"hi\\""', ['a b', 'say "hi"']],
    ["'a\\b'", ['a\\b']],
    ['name="a b"c', ['name=a bc']],
    ['""', ['']],
    ['', []],
    ['a\\', ['a\\']],
  ])('%s is read as %j', (text, expected) => {
    expect(words(text).map((word) => word.text)).toEqual(expected);
  });

  it('a quote that is not closed is a problem, not a guess', () => {
    expect(splitWords('/survey "x')).toEqual({ ok: false, problem: 'The quote " is not closed.' });
  });

  it('reads anything without throwing', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void splitWords(text)));
  });
});

describe('the inputs behind a slash command', () => {
  it('places words into inputs in the order of their declaration', () => {
    expect(place('"the login page" fast', 'task', 'mode')).toEqual({ task: 'the login page', mode: 'fast' });
  });

  it('places name=value by name, and the other words around it', () => {
    expect(place('mode=fast x', 'mode', 'task')).toEqual({ mode: 'fast', task: 'x' });
    expect(place('x task=y z', 'mode', 'task', 'note')).toEqual({ mode: 'x', task: 'y', note: 'z' });
  });

  it('joins what is left to the last input, so that a sentence needs no quotes', () => {
    expect(place('mend the login page', 'task')).toEqual({ task: 'mend the login page' });
  });

  it('takes a quoted word as text, though it looks like name=value', () => {
    expect(place('"task=x"', 'task')).toEqual({ task: 'task=x' });
  });

  it('names the nearest input for one that there is not', () => {
    expect(place('taks=x', 'task')).toEqual({ problem: 'There is no input taks. Nearest: task.' });
  });

  it('says which word has no place', () => {
    expect(place('task=a b', 'task')).toEqual({
      task: 'a',
      problem: 'Every input has a value already: "b" has no place.',
    });
    expect(place('b')).toEqual({ problem: 'It declares no inputs: "b" has no place. Write name=value.' });
  });

  it('takes any name where the directive declares none', () => {
    expect(place('__proto__=1 a=2')).toEqual(
      Object.fromEntries([
        ['__proto__', '1'],
        ['a', '2'],
      ]),
    );
  });
});
