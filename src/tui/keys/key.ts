/** A key as the pure parts see it. */
export interface Key {
  /** `enter` `escape` `up` `down` `left` `right` `pageup` `pagedown` `home` `end` `tab` `backspace` `delete` `space`, or
   * the printable character itself. */
  name: string;
  ctrl: boolean;
  shift: boolean;
  meta: boolean;
  /** What it types, where it types something. */
  text?: string;
}

/** A key that types a character. */
export function typed(character: string): Key {
  const name = character === ' ' ? 'space' : character;
  return { name, ctrl: false, shift: false, meta: false, text: character };
}

/** A key with a name, such as `enter`; a printable one types itself. */
export function pressed(name: string, held: Partial<Omit<Key, 'name'>> = {}): Key {
  return { name, ctrl: false, shift: false, meta: false, ...held };
}

/** How the key table names a key: `j`, `^d`, `enter`, `shift+tab`. */
export function keyId(key: Key): string {
  const name = key.shift && key.text === undefined && key.name.length > 1 ? `shift+${key.name}` : key.name;
  return `${key.meta ? 'meta+' : ''}${key.ctrl ? '^' : ''}${name}`;
}
