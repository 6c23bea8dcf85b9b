import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, sha256 } from '#protocol';
import { cutToFit } from '../../src/tools/bound-result.ts';
import { tempProject } from './temp-project.ts';

const cut = (value: Json, maxBytes: number) => {
  const whole = JSON.stringify(value);
  return cutToFit(value, whole, { sha256: sha256(whole) }, maxBytes);
};
const sizeOf = (value: Json) => Buffer.byteLength(JSON.stringify(value));

describe('cutToFit', () => {
  it('leaves what fits as it is', () => {
    expect(cut({ a: [1, 'two'] }, 100)).toEqual({ a: [1, 'two'] });
  });

  it('keeps small parts whole and cuts the large ones', () => {
    const result = cut({ exit_code: 0, note: 'short', stdout: 'x'.repeat(9000) }, 3000) as { [key: string]: Json };
    expect(result).toMatchObject({ exit_code: 0, note: 'short' });
    expect(sizeOf(result)).toBeLessThanOrEqual(3000);
    expect(sizeOf(result)).toBeGreaterThan(2500);
  });

  it('keeps the first items of a list and counts the rest', () => {
    const result = cut({ files: Array.from({ length: 1000 }, (_, index) => `file-${index}`) }, 2000) as {
      files: string[];
    };
    expect(result.files[0]).toBe('file-0');
    expect(result.files.at(-1)).toContain(`${1000 - (result.files.length - 1)} of 1000 items left out`);
  });

  it('stays near its bound for flat results of any text', () => {
    const text = fc.string({ unit: 'binary', maxLength: 4000 });
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.oneof(text, fc.array(text, { maxLength: 20 }))),
        (value) => {
          expect(sizeOf(cut(value, 6000))).toBeLessThanOrEqual(6000);
        },
      ),
    );
  });
});

describe('a result over the bound', () => {
  it('can be read on from where its marker says, down to its end', async () => {
    const text = Array.from({ length: 6000 }, (_, index) => `line ${index} "quoted" é\n`).join('');
    const project = tempProject({ 'a.txt': text });
    const result = await project.ok<{ content: string }>('rye/file-system/read', { path: 'a.txt', limit: 6000 });
    const shown = result.content;
    const [head = ''] = shown.split('\n[... ');
    const marker = JSON.parse(/rye\/artifacts\/read (\{[^}]+\})/.exec(shown)?.[1] ?? '{}') as {
      ref: string;
      offset: number;
      limit: number;
    };
    expect(text.startsWith(head)).toBe(true);

    let offset: number | undefined = marker.offset;
    let rest = '';
    while (offset !== undefined) {
      const part: { content: string; next_offset?: number } = await project.ok('rye/artifacts/read', {
        ref: marker.ref,
        offset,
        limit: marker.limit,
      });
      rest += part.content;
      offset = part.next_offset;
    }
    expect(JSON.parse(`{"content":"${JSON.stringify(head).slice(1, -1)}${rest}`)).toMatchObject({ content: text });
  });
});
