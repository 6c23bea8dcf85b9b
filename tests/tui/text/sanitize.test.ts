import { describe, expect, it } from 'vitest';
import { cellWidth, sanitize, sanitizeLines } from '../../../src/tui/text/index.ts';

describe('a foreign text', () => {
  it.each([
    ['the clipboard (OSC 52)', '\x1b]52;c;aGk=\x07hi', 'hi'],
    ['a link (OSC 8)', '\x1b]8;;http://x\x1b\\link', 'link'],
    ['a title in 8-bit controls', '\x9d0;title\x9cx', 'x'],
    ['a device control string', '\x1bP+q544e\x1b\\x', 'x'],
    ['colours', '\x1b[31mred\x1b[0m', 'red'],
    ['8-bit control sequences', '\x9b31mx', 'x'],
    ['a reset of the terminal', '\x1bcx', 'x'],
    ['a lone escape', 'a\x1b', 'a'],
    ['the introducer of a string that never ends', '\x1b]52;c;aGk=', ']52;c;aGk='],
    ['bell, backspace and delete', 'a\x07\b\x7fb', 'ab'],
    ['bidi overrides and isolates', 'a\u202eb\u2066c\u2069', 'abc'],
    ['zero-width characters', 'a\u200bb\u200dc\ufeffd\u2060', 'abcd'],
    ['joiners and skin tones of emoji', '👩‍💻👍🏽❤️', '👩💻👍❤'],
    ['tags', 'x\u{e0041}\u{e0042}', 'x'],
  ])('loses %s', (_what, text, left) => {
    expect(sanitize(text)).toBe(left);
  });

  it('keeps two marks of a letter and no more', () => {
    expect(sanitize('q\u0301\u0302\u0303\u0304')).toBe('q\u0301\u0302');
  });

  it('cannot put a mark on what is drawn before it', () => {
    expect(sanitize('\u0301abc')).toBe(' \u0301abc');
  });

  it('has its tabs as spaces, its line breaks as one space each', () => {
    expect(sanitize('a\tb')).toBe('a   b');
    expect(sanitize('日\tb')).toBe('日  b');
    expect(sanitize('a\r\nb\nc')).toBe('a b c');
  });

  it('has every kind of line break as one of its lines', () => {
    expect(sanitizeLines('a\nb\r\nc\rd\u2028e')).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('holds no half of a character, and is cut where nobody could see the rest', () => {
    expect(sanitize('a\ud800b')).toBe('a\ufffdb');
    expect(sanitize('x'.repeat(5_000))).toHaveLength(2_000);
  });
});

describe('the cells of a text', () => {
  it.each([
    ['abc', 3],
    ['日本語', 6],
    ['e\u0301', 1],
    ['😀', 2],
    ['🇩🇪', 2],
    ['ｆｕｌｌ', 8],
    ['│✓▾', 3],
  ])('%s takes %i', (text, cells) => {
    expect(cellWidth(text)).toBe(cells);
  });
});
