import type { Key as InkKey } from 'ink';
import { type Key, pressed, typed } from '../keys/key.ts';
import { graphemes } from '../text/index.ts';

const NAMED: readonly (readonly [keyof InkKey, string])[] = [
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['return', 'enter'],
  ['escape', 'escape'],
  ['tab', 'tab'],
  ['backspace', 'backspace'],
  ['delete', 'delete'],
];

/** What Ink reports, as keys. Fast typing arrives as one string: each character of it is a key. */
export function keysOf(input: string, key: InkKey): Key[] {
  if (key.eventType === 'release') return [];
  const held = { ctrl: key.ctrl, shift: key.shift, meta: key.meta };
  const named = NAMED.find(([flag]) => key[flag] === true);
  if (named) return [pressed(named[1], { ...held, meta: key.escape ? false : key.meta })];
  if (key.ctrl || key.meta)
    return input === '' ? [] : [pressed(input === ' ' ? 'space' : input, { ...held, shift: false })];
  return [...graphemes(input)].flatMap(({ grapheme }) => characterKey(grapheme));
}

function characterKey(character: string): Key[] {
  if (character === '\r' || character === '\r\n') return [pressed('enter')];
  if (character === '\n') return [pressed('j', { ctrl: true })];
  if (character === '\t') return [pressed('tab')];
  if (character === '\x7f' || character === '\b') return [pressed('backspace')];
  const code = character.charCodeAt(0);
  // A held `^d` arrives as several in one text, which Ink takes for no key at all.
  if (code >= 1 && code <= 26) return [pressed(String.fromCharCode(code + 96), { ctrl: true })];
  return /^\p{Cc}/u.test(character) ? [] : [typed(character)];
}
