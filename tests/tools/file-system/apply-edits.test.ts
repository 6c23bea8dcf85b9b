import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type LineEdit } from '../../../src/tools/file-system/apply-edits.ts';

const line = fc.stringMatching(/^[a-z ]{0,4}$/);

/** A list of lines and edits of it that do not overlap: each gap between cuts is replaced, kept or inserted before. */
const editedLines = fc.array(line, { minLength: 1, maxLength: 12 }).chain((lines) =>
  fc.record({
    lines: fc.constant(lines),
    marks: fc.array(fc.constantFrom('keep', 'join', 'replace', 'insert'), {
      minLength: lines.length,
      maxLength: lines.length,
    }),
    contents: fc.array(fc.array(line, { maxLength: 3 }), { minLength: lines.length, maxLength: lines.length }),
  }),
);

/** Walks the lines top-down and builds both the edits and the result that they should have. */
function reference({ lines, marks, contents }: { lines: string[]; marks: string[]; contents: string[][] }) {
  const edits: LineEdit[] = [];
  const result: string[] = [];
  lines.forEach((text, index) => {
    const number = index + 1;
    const added = contents[index] ?? [];
    const content = added.map((item) => `${item}\n`).join('');
    const last = edits.at(-1);
    if (marks[index] === 'join' && last !== undefined && last.end === index && last.start <= last.end) {
      last.end = number;
    } else if (marks[index] === 'replace') {
      edits.push({ start: number, end: number, content });
      result.push(...added);
    } else if (marks[index] === 'insert') {
      edits.push({ start: number, end: number - 1, content });
      result.push(...added, text);
    } else {
      result.push(text);
    }
  });
  return { edits, text: result.map((item) => `${item}\n`).join('') };
}

describe('applyEdits', () => {
  it('agrees with a walk from the top, whatever the order of the edits', () => {
    fc.assert(
      fc.property(editedLines, fc.infiniteStream(fc.nat()), (drawn, order) => {
        const { edits, text } = reference(drawn);
        const keys = new Map(edits.map((edit) => [edit, order.next().value]));
        const shuffled = edits.toSorted((a, b) => (keys.get(a) ?? 0) - (keys.get(b) ?? 0));
        const source = drawn.lines.map((item) => `${item}\n`).join('');
        expect(applyEdits(source, shuffled)).toEqual({ text });
      }),
    );
  });

  it.each([
    ['the end stays open where it was', 'a\nb', [{ start: 2, end: 2, content: 'c\n' }], 'a\nc'],
    ['the end stays closed where it was', 'a\nb\n', [{ start: 2, end: 2, content: 'c' }], 'a\nc\n'],
    ['CRLF stays CRLF', 'a\r\nb\r\n', [{ start: 1, end: 1, content: 'x\ny' }], 'x\r\ny\r\nb\r\n'],
    ['CRLF with an open end', 'a\r\nb', [{ start: 3, end: 2, content: 'c' }], 'a\r\nb\r\nc'],
    ['everything may go', 'a\nb\n', [{ start: 1, end: 2, content: '' }], ''],
    ['an empty file takes lines', '', [{ start: 1, end: 0, content: 'a' }], 'a\n'],
    ['one line end as content is an empty line', 'a\n', [{ start: 1, end: 0, content: '\n' }], '\na\n'],
    ['the byte order mark stays', '\uFEFFa\nb\n', [{ start: 2, end: 2, content: 'c' }], '\uFEFFa\nc\n'],
  ])('%s', (_, source, edits, text) => {
    expect(applyEdits(source, edits)).toEqual({ text });
  });
});
