import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { generatedPages, replacePart } from '../../scripts/docs/pages.ts';
import { picture } from '../../scripts/docs/rooms-section.ts';
import { repository } from './source-file.ts';

describe('generated docs', () => {
  it('say what the code says; `node scripts/docs.ts` writes them anew', async () => {
    const stale = (await generatedPages())
      .filter(({ path, text }) => readFileSync(join(repository, path), 'utf8') !== text)
      .map(({ path }) => path);
    expect(stale).toEqual([]);
  });

  it('change in their generated part only', () => {
    const page = 'before\n<!-- generated: x -->\n\nold\n\n<!-- end -->\nafter\n';
    expect(replacePart(page, 'x', 'new')).toBe('before\n<!-- generated: x -->\n\nnew\n\n<!-- end -->\nafter\n');
  });

  it('refuse a page that has lost its marks', () => {
    expect(() => replacePart('text', 'x', 'new')).toThrow('the marks of the generated part "x" are missing');
  });

  it('draw a room above everything that it may import', () => {
    const room = { what: '', because: '' };
    const drawn = picture([
      { ...room, name: 'low', mayImport: [] },
      { ...room, name: 'top', mayImport: ['mid', 'low'] },
      { ...room, name: 'mid', mayImport: ['low'] },
    ]);
    expect(drawn.split('\n').map((line) => line.trim())).toEqual(['top', '│', 'mid', '│', 'low']);
  });
});
