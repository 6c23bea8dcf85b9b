import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fuzzyMatch, rankMatches } from '../../../src/tui/palette/fuzzy.ts';

const ranked = (typed: string, texts: string[]) => rankMatches(typed, texts, (text) => text).map(({ item }) => item);

describe('fuzzy matching', () => {
  it('puts the whole before a start, a start before a word, a word before an inside, an inside before scattered', () => {
    const texts = ['xruns', 'r-u-n', 'open runs', 'runs again', 'run', 'r.u'];
    expect(ranked('run', texts)).toEqual(['run', 'runs again', 'open runs', 'xruns', 'r-u-n']);
  });

  it('puts the shorter of two alike first, and keeps the order of equals', () => {
    expect(ranked('sc', ['scout-2', 'scout', 'scout-1'])).toEqual(['scout', 'scout-2', 'scout-1']);
    expect(ranked('', ['b', 'a', 'c'])).toEqual(['b', 'a', 'c']);
  });

  it('prefers the starts of words among scattered letters', () => {
    expect(ranked('spb', ['superb', 'scout-plan-build'])).toEqual(['superb', 'scout-plan-build'].reverse());
    expect(fuzzyMatch('spb', 'scout-plan-build')?.positions).toEqual([0, 6, 11]);
  });

  it('leaves letter case aside', () => {
    expect(fuzzyMatch('RUN', 'Open run')?.kind).toBe('word');
  });

  it('finds nothing where a letter is missing or the order differs', () => {
    expect(fuzzyMatch('abc', 'acb')).toBeUndefined();
    expect(fuzzyMatch('foo', 'fo')).toBeUndefined();
  });

  it('matches exactly the texts that hold the letters in their order, and says where they stand', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '-', 'C'), maxLength: 8 });
    fc.assert(
      fc.property(
        word.filter((typed) => typed !== ''),
        word,
        (typed, text) => {
          const match = fuzzyMatch(typed, text);
          let at = -1;
          const holds = Array.from(typed.toLowerCase()).every((letter) => {
            at = text.toLowerCase().indexOf(letter, at + 1);
            return at >= 0;
          });
          expect(match !== undefined).toBe(holds);
          const found = match?.positions.map((position) => text[position]?.toLowerCase()).join('');
          if (match) expect(found).toBe(typed.toLowerCase());
        },
      ),
    );
  });
});
