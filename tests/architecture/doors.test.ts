import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { doorExports } from './door.ts';
import { doorList } from './door-list.ts';
import { docstringViolations } from './rules/docstrings.ts';
import { parseSource, readSources } from './source-file.ts';
import { violationText } from './violation.ts';

const sources = readSources();

describe('doors', () => {
  it('export what doors.txt lists; after a change on purpose, `node scripts/docs.ts` writes it anew', () => {
    const listed = readFileSync(new URL('doors.txt', import.meta.url), 'utf8');
    expect(doorList(sources)).toBe(listed);
  });

  it('name nothing that is not there', () => {
    const lost = doorList(sources)
      .split('\n')
      .filter((line) => line.endsWith('(not found)'));
    expect(lost).toEqual([]);
  });

  it('are followed through re-exports, renames and stars to what is declared', () => {
    const files = [
      parseSource('src/store/index.ts', "export * from './a.ts'; export { b as c, type T } from './b.ts';"),
      parseSource('src/store/a.ts', 'export const a = 1; export class E {}; export function f() {}; const no = 1;'),
      parseSource('src/store/b.ts', 'export const b = 1; export interface T {}; export type U = 1;'),
    ];
    expect(doorExports(files, 'store').map(({ name, kind }) => `${kind} ${name}`)).toEqual([
      'value E',
      'type T',
      'value a',
      'value c',
      'value f',
    ]);
  });

  it('a change of a door changes the list', () => {
    const before = parseSource('src/store/index.ts', 'export const a = 1;');
    const after = parseSource('src/store/index.ts', 'export const a = 1; export const b = 2;');
    expect(doorList([after])).not.toBe(doorList([before]));
  });
});

describe('docstrings', () => {
  it('stand on everything that a door exports', () => {
    expect(violationText(docstringViolations(sources))).toBe('');
  });

  it('refuses an export without one, where it is declared', () => {
    const files = [
      parseSource('src/store/index.ts', "export { a, b } from './a.ts';"),
      parseSource(
        'src/store/a.ts',
        '/** What it is. */\nexport const a = 1;\n\n// no docstring\nexport const b = 2;\n',
      ),
    ];
    expect(violationText(docstringViolations(files))).toContain(
      'src/store/a.ts:5  #store exports b without a docstring',
    );
  });

  it('takes one docstring for a schema and its type', () => {
    const text = '/** A thing. */\nexport const ThingSchema = 1;\nexport type Thing = 1;';
    expect(docstringViolations([parseSource('src/store/index.ts', text)])).toEqual([]);
  });
});
