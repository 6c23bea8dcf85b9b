import type { Key } from '../../../src/tui/keys/key.ts';

/** The key that a name such as `enter`, `^k`, `⇧tab`, `M-b` or `x` stands for. */
export function key(name: string): Key {
  if (name.length === 2 && name.startsWith('^')) return { ...plain, name: name.slice(1), ctrl: true };
  if (name.startsWith('⇧')) return { ...plain, name: name.slice(1), shift: true };
  if (name.startsWith('M-')) return { ...plain, name: name.slice(2), meta: true };
  return NAMED.has(name) ? { ...plain, name } : { ...plain, name, text: name };
}

/** The keys that type a text, one character each. */
export function typed(text: string): Key[] {
  return Array.from(text, (character) => ({ ...plain, name: character, text: character }));
}

const plain = { ctrl: false, shift: false, meta: false };
const NAMED = new Set('enter escape up down left right home end pageup pagedown tab backspace delete'.split(' '));
