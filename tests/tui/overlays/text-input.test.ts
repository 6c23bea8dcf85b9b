import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editInput } from '../../../src/tui/input/edit-input.ts';
import { insertText, moveTo, type TextInput, textInput, textOf } from '../../../src/tui/input/text-input.ts';
import { viewInput } from '../../../src/tui/input/view-input.ts';
import { cellWidth } from '../../../src/tui/text/index.ts';
import { key, typed } from './keys.ts';

function press(input: TextInput, ...names: string[]): TextInput {
  return names.reduce((at, name) => editInput(at, key(name)) ?? at, input);
}

/** The text with the cursor as `|`. */
function shown({ graphemes, cursor }: TextInput): string {
  return `${graphemes.slice(0, cursor).join('')}|${graphemes.slice(cursor).join('')}`;
}

describe('a text input', () => {
  it('takes every printable key, those that command elsewhere included', () => {
    const input = typed('q:/?jk 1yA').reduce((at, each) => editInput(at, each) ?? at, textInput());
    expect(shown(input)).toBe('q:/?jk 1yA|');
  });

  it('leaves esc, enter, tab, ^c and the arrows up and down to whoever holds it', () => {
    const names = ['escape', 'enter', 'tab', '⇧tab', '^c', 'up', 'down', 'pageup', '^z', '^l'];
    expect(names.filter((name) => editInput(textInput('a'), key(name)) !== undefined)).toEqual([]);
  });

  it.each([
    [['left', 'left'], 'one t|wo'],
    [['home', 'right'], 'o|ne two'],
    [['^a'], '|one two'],
    [['^a', '^e'], 'one two|'],
    [['^w'], 'one |'],
    [['^w', '^w'], '|'],
    [['left', '^u'], '|o'],
    [['home', 'right', '^k'], 'o|'],
    [['backspace', 'left', 'delete'], 'one t|'],
    [['M-b', 'M-b'], '|one two'],
    [['^a', 'M-f'], 'one| two'],
    [['home', 'left', 'backspace', '^w', '^u'], '|one two'],
    [['delete', '^k', 'right'], 'one two|'],
  ])('%j leaves %s', (names, expected) => {
    expect(shown(press(textInput('one two'), ...names))).toBe(expected);
  });

  it('moves over and deletes what people take for one character', () => {
    const family = '👨‍👩‍👧';
    const input = textInput(`a${family}é漢`);
    expect(input.graphemes).toEqual(['a', family, 'é', '漢']);
    expect(textOf(press(input, 'backspace', 'backspace', 'backspace'))).toBe('a');
  });

  it('joins a combining mark to the letter before it', () => {
    const input = insertText(moveTo(textInput('ex'), 1), '\u0301');
    expect([input.graphemes, input.cursor]).toEqual([['e\u0301', 'x'], 1]);
  });

  it('folds the line breaks of a paste into blanks, and takes out what commands a terminal', () => {
    const pasted = insertText(textInput('> '), 'one\r\n\r\ntwo\tthree\u001b]52;c;AAAA\u0007\u001b[31m\u202e!\n');
    expect(textOf(pasted)).toBe('> one two three!');
  });

  it('keeps the line breaks of a paste where more than one line is wanted', () => {
    expect(textOf(insertText(textInput('', { multiline: true }), 'one\r\ntwo\n'))).toBe('one\ntwo\n');
  });

  it('takes no more than fits, and loses nothing of what is there', () => {
    const input = textInput('x'.repeat(199_999));
    expect(insertText(input, 'yy')).toBe(input);
    expect(insertText(input, 'y').graphemes).toHaveLength(200_000);
  });
});

function frame(input: TextInput, width: number, placeholder?: string): string {
  const { segments, cursor } = viewInput(input, width, placeholder);
  return `${segments.map(({ text }) => text).join('')}@${cursor}`;
}

describe('the view of a text input', () => {
  it('shows a text that fits, and the cursor behind it', () => {
    expect(frame(textInput('survey'), 10)).toBe('survey    @6');
  });

  it('shows the placeholder while nothing is typed', () => {
    expect(frame(textInput(), 10, 'a placeholder')).toBe('a placehol@0');
  });

  it('scrolls to the cursor and marks the ends that are cut', () => {
    const input = textInput('abcdefghijklmnop');
    expect(frame(input, 8)).toBe('<lmnop  @6');
    expect(frame(moveTo(input, 0), 8)).toBe(' abcdef>@1');
    expect(frame(moveTo(input, 8), 8)).toBe('<defghi>@6');
  });

  it('never cuts a wide character in two', () => {
    const input = textInput('漢字かな漢字');
    expect(frame(input, 7)).toBe('<漢字  @5');
    expect(frame(moveTo(input, 0), 7)).toBe(' 漢字 >@1');
  });

  it('shows a kept line break as two cells', () => {
    expect(frame(textInput('a\nb', { multiline: true }), 8)).toBe('a\\nb    @4');
  });

  it('is as wide as asked for and holds its cursor, whatever is typed, pasted and pressed', () => {
    const names = 'left right home end ^a ^e ^w ^u ^k ^d ^h backspace delete M-b M-f M-d escape enter tab up'.split(
      ' ',
    );
    const step = fc.oneof(
      fc.constantFrom(...names).map((name) => (input: TextInput) => press(input, name)),
      fc.string({ unit: 'binary' }).map((text) => (input: TextInput) => insertText(input, text)),
      fc
        .constantFrom('漢', '👨‍👩‍👧', '\u0301', '🇩🇪', '\u200d', '\n', '\u001b[2J')
        .map((text) => (input: TextInput) => insertText(input, text)),
    );
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 40 }),
        fc.integer({ min: 4, max: 30 }),
        fc.boolean(),
        (steps, width, multiline) => {
          const input = steps.reduce((at, apply) => apply(at), textInput('', { multiline }));
          const { segments, cursor } = viewInput(input, width, 'type here');
          expect(input.cursor).toBeGreaterThanOrEqual(0);
          expect(input.cursor).toBeLessThanOrEqual(input.graphemes.length);
          expect(cellWidth(segments.map(({ text }) => text).join(''))).toBe(width);
          expect(cursor).toBeGreaterThanOrEqual(0);
          expect(cursor).toBeLessThan(width);
        },
      ),
    );
  });
});
