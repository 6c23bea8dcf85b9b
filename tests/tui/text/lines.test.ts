import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, it } from 'vitest';
import {
  bar,
  box,
  cellWidth,
  defaultGlyphs,
  drawOver,
  fitLine,
  fitText,
  lineOf,
  lineText,
  lineWidth,
  paint,
  sanitize,
  sliceLine,
  themes,
  truncate,
} from '../../../src/tui/text/index.ts';
import { rememberedWidth } from '../../../src/tui/text/remembered-width.ts';

/** Text as models and files bring it: letters, wide ones, emoji, marks, controls. */
const anyText = fc
  .array(
    fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 8 }),
      fc.string({ unit: 'binary', maxLength: 8 }),
      fc.constantFrom(
        '日本語',
        '👩‍💻',
        'e\u0301\u0302',
        '\t',
        '\x1b]52;c;eA==\x07',
        '\u202e',
        '🇩🇪',
        '\n',
        '한',
        'ｗ',
        'क्षि',
      ),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''));
const width = fc.integer({ min: 0, max: 60 });

describe('any text', () => {
  it('is free of controls, and stays as it is when it is sanitized again', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const plain = sanitize(text);
        expect(plain).not.toMatch(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(sanitize(plain)).toBe(plain);
      }),
      { numRuns: 500 },
    );
  });

  it('fits a field to the cell', () => {
    fc.assert(
      fc.property(anyText, width, (text, cells) => {
        const plain = sanitize(text);
        expect(cellWidth(fitText(plain, cells))).toBe(cells);
        expect(cellWidth(truncate(plain, cells))).toBeLessThanOrEqual(cells);
      }),
      { numRuns: 500 },
    );
  });

  it('can be cut and drawn over without a line losing or gaining a cell', () => {
    fc.assert(
      fc.property(anyText, anyText, width, width, (under, over, from, cells) => {
        const line = fitLine(lineOf(sanitize(under)), 50);
        expect(lineWidth(line)).toBe(50);
        expect(lineWidth(sliceLine(line, from, from + cells))).toBe(cells);
        expect(lineWidth(drawOver(line, from, fitLine(lineOf(sanitize(over)), cells)))).toBe(50);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the remembered width', () => {
  it('is what string-width says, the first time and again', () => {
    const styled = anyText.map((text) => `\u001b[1m│ ${text}\u001b[22m ─`);
    fc.assert(
      fc.property(fc.oneof(anyText, styled), (text) => {
        expect(rememberedWidth(text)).toBe(stringWidth(text));
        expect(rememberedWidth(text)).toBe(stringWidth(text));
      }),
      { numRuns: 500 },
    );
  });
});

describe('a line', () => {
  it('shows a space where a wide character is cut in half', () => {
    expect(lineText(sliceLine(lineOf('日本'), 1, 4))).toBe(' 本');
    expect(lineText(drawOver(lineOf('日本語'), 1, lineOf('x')))).toBe(' x本語');
  });

  it('is painted with the terminal’s own colours, and without them on demand', () => {
    const line = [
      { text: 'a', colour: 'red' as const, bold: true },
      { text: 'b', dim: true },
    ];
    expect(paint(line, themes.auto)).toBe('\x1b[1m\x1b[31ma\x1b[39m\x1b[22m\x1b[2mb\x1b[22m');
    expect(paint(line, undefined)).toBe('\x1b[1ma\x1b[22m\x1b[2mb\x1b[22m');
  });
});

describe('a box', () => {
  it('frames its lines, cut and filled to its size', () => {
    const lines = box(
      { title: 'Runs', right: '/ filter' },
      [lineOf('日本語日本語日本語日本語'), lineOf('b')],
      { columns: 22, rows: 5 },
      defaultGlyphs,
    );
    expect(lines.map(lineText)).toEqual([
      '┌ Runs ──── / filter ┐',
      '│日本語日本語日本語日│',
      '│b                   │',
      '│                    │',
      '└────────────────────┘',
    ]);
  });

  it('leaves out at the right what it has no room for', () => {
    const [top] = box({ title: 'Threads', right: 'f failed' }, [], { columns: 14, rows: 3 }, defaultGlyphs);
    expect(lineText(top ?? [])).toBe('┌ Threads ───┐');
  });
});

describe('a bar', () => {
  it.each([
    [0, '[........]'],
    [0.25, '[##......]'],
    [0.34, '[###.....]'],
    [0.06, '[........]'],
    [0.99, '[#######.]'],
    [1, '[########]'],
    [7, '[########]'],
    [Number.NaN, '[########]'],
  ])('of %d', (share, drawn) => {
    expect(bar(share, 8)).toBe(drawn);
  });
});
