import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines } from '../../../src/app/diff/diff-texts.ts';
import {
  countPatch,
  parsePatch,
  patchText,
  swapPatch,
  withoutSpaceChanges,
} from '../../../src/tui/model/diff/patch.ts';

const text = fc
  .array(fc.constantFrom('one', ' one', 'o ne', 'two', 'two\t', '', '-x', '+x', '@@ y', '\\ z', '三'), {
    maxLength: 25,
  })
  .chain((lines) => fc.constantFrom(lines.join('\n'), `${lines.join('\n')}\n`));

const linesBetween = (a: string, b: string) => parsePatch(diffLines(a, b) ?? '');

/** A side of a patch, put together from its lines. */
function sideOf(lines: ReturnType<typeof parsePatch>, gone: 'added' | 'removed'): string[] {
  return lines.filter(({ kind }) => kind !== 'hunk' && kind !== 'note' && kind !== gone).map((line) => line.text);
}

describe('a patch', () => {
  it('is read and written as it was', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const patch = diffLines(a, b) ?? '';
        expect(patchText(parsePatch(patch))).toBe(patch.trim() === '' ? '' : patch);
      }),
    );
  });

  it('that is swapped leads back, and swapped twice is itself', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const lines = linesBetween(a, b);
        const swapped = swapPatch(lines);
        expect(sideOf(swapped, 'added')).toEqual(sideOf(lines, 'removed'));
        expect(sideOf(swapped, 'removed')).toEqual(sideOf(lines, 'added'));
        expect(swapPatch(swapped)).toEqual(lines);
      }),
    );
  });

  it('without changes of spaces has no more hunks or lines that differ, and keeps its right side', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const lines = linesBetween(a, b);
        const shown = withoutSpaceChanges(lines);
        const [before, after] = [countPatch(lines), countPatch(shown)];
        expect(after.hunks).toBeLessThanOrEqual(before.hunks);
        expect(after.added).toBeLessThanOrEqual(before.added);
        expect(before.added - after.added).toBe(before.removed - after.removed);
        if (after.hunks === before.hunks) expect(sideOf(shown, 'removed')).toEqual(sideOf(lines, 'removed'));
        const spaceless = (each: string): string => each.replace(/[ \t]/g, '');
        if (spaceless(a) === spaceless(b)) expect(shown).toEqual([]);
      }),
    );
  });

  it('keeps a changed line between two that only moved by spaces', () => {
    const shown = withoutSpaceChanges(linesBetween('a\nb\nc\n', '  a\nB\n  c\n'));
    expect(patchText(shown)).toBe('@@ -1,3 +1,3 @@\n   a\n-b\n+B\n   c\n');
  });
});
