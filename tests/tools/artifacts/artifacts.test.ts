import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '#protocol';
import { sliceText } from '../../../src/tools/artifacts/slice-text.ts';
import { tempProject } from '../temp-project.ts';

describe('artifacts', () => {
  it('are written, listed and read by name or hash', async () => {
    const project = tempProject();
    const written = { path: 'reports/a.md', bytes: 6, sha256: sha256('report') };
    expect(await project.ok('rye/artifacts/write', { path: 'artifacts/reports/a.md', content: 'report' })).toEqual(
      written,
    );
    expect(await project.ok('rye/artifacts/list', {})).toEqual({ artifacts: [written] });
    const whole = { content: 'report', offset: 0, bytes: 6, truncated: false };
    expect(await project.ok('rye/artifacts/read', { path: 'reports/a.md' })).toEqual(whole);
    const part = { content: 'po', offset: 2, bytes: 6, truncated: true, next_offset: 4 };
    expect(await project.ok('rye/artifacts/read', { path: 'artifacts/reports/a.md', offset: 2, limit: 2 })).toEqual(
      part,
    );
  });

  it.each(['', '/a', '../a', 'a//b', 'a/./b', 'a\\b', '.git/x', 'a\0'])('%j is no name of one', async (path) => {
    expect(await tempProject().fails('rye/artifacts/write', { path, content: '' })).toBe('tools/path-refused');
  });

  it('say what is missing', async () => {
    const project = tempProject();
    expect(await project.fails('rye/artifacts/read', { path: 'none' })).toBe('tools/no-such-artifact');
    expect(await project.fails('rye/artifacts/read', {})).toBe('tools/invalid-input');
    expect(await project.fails('rye/artifacts/read', { path: 'a', ref: 'b' })).toBe('tools/invalid-input');
  });

  it('parts of a text put together are the text, whatever their size', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.integer({ min: 1, max: 9 }), (text, limit) => {
        let next: number | undefined = 0;
        let joined = '';
        while (next !== undefined) {
          const part = sliceText(text, next, limit);
          joined += part.content;
          next = part.next;
        }
        expect(joined).toBe(Buffer.from(text).toString());
      }),
    );
  });
});
