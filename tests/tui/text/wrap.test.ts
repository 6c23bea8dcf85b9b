import { describe, expect, it } from 'vitest';
import { cellWidth, wrap } from '../../../src/tui/text/index.ts';

describe('a text that is wrapped', () => {
  it('is broken between words', () => {
    expect(wrap('one two three', 8)).toEqual(['one two', 'three']);
  });

  it('loses the one space it is broken at, and no other', () => {
    expect(wrap('ab  cd', 3)).toEqual(['ab ', 'cd']);
    expect(wrap('abc def', 3)).toEqual(['abc', 'def']);
  });

  it('keeps what its first line is indented by, and cuts a word that is too long', () => {
    expect(wrap('    abcdefghij', 8)).toEqual(['    abcd', 'efghij']);
  });

  it('counts cells, not characters', () => {
    expect(wrap('漢字漢字', 5)).toEqual(['漢字', '漢字']);
    expect(wrap('漢字漢字', 5).every((line) => cellWidth(line) <= 5)).toBe(true);
  });

  it('is one empty line where it is empty', () => {
    expect(wrap('', 4)).toEqual(['']);
  });
});
