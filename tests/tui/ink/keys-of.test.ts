import type { Key as InkKey } from 'ink';
import { expect, it } from 'vitest';
import { keysOf } from '../../../src/tui/ink/keys-of.ts';

// Of Ink's many flags, a text that is no key of its own sets none.
const plain = {} as InkKey;

it('reads several control keys that arrive in one text each for itself', () => {
  expect(keysOf('\u0004\u0004j\r\u007f', plain).map(({ name, ctrl }) => (ctrl ? `^${name}` : name))).toEqual([
    '^d',
    '^d',
    'j',
    'enter',
    'backspace',
  ]);
});
