import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '#protocol';
import { cutText } from '../../../src/runtime/results/cut-text.ts';
import { summarise, toldFirst } from '../../../src/runtime/results/summarise.ts';

const sizeOf = (value: Json): number => JSON.stringify(value).length;
const long = 'x'.repeat(50_000);

const json = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 12 }),
    fc.dictionary(fc.string({ maxLength: 30 }), tie('value'), { maxKeys: 12 }),
  ),
})).value;

describe('a summary', () => {
  it('is never larger than its room, whatever the value', () => {
    fc.assert(
      fc.property(json, fc.integer({ min: 300, max: 5000 }), (value, room) => {
        expect(sizeOf(summarise(value, room))).toBeLessThanOrEqual(room);
      }),
      { numRuns: 500 },
    );
  });

  it('keeps how it went, numbers and short texts, and cuts long texts', () => {
    const summary = summarise(
      {
        log: long,
        stderr: long.slice(1),
        status: 'error',
        exit_code: 2,
        name: 'build',
        warnings: ['w'],
        thread_id: 't-1',
      },
      6000,
    ) as JsonObject;
    expect(summary).toMatchObject({
      status: 'error',
      exit_code: 2,
      name: 'build',
      warnings: ['w'],
      thread_id: 't-1',
      log: expect.stringContaining('of 50000 characters left out'),
    });
    expect(sizeOf(summary['log'] ?? '')).toBeGreaterThan(sizeOf(summary['stderr'] ?? ''));
  });

  it('counts the first list of mappings and shows three of it, and counts the others', () => {
    const hits = Array.from({ length: 900 }, (_, n) => ({
      file: `f${n}`,
      line: n,
      text: long.slice(0, 900),
      more: {},
    }));
    const summary = summarise({ hits, others: hits }, 6000) as JsonObject;
    expect(summary).toMatchObject({ hits_count: 900, others_count: 900 });
    expect(summary['hits_preview']).toHaveLength(3);
    expect((summary['hits_preview'] as Json[])[0]).toEqual({ file: 'f0', line: 0, text: `${long.slice(0, 50)}...` });
    expect(summary).not.toHaveProperty('others_preview');
  });

  it('names what it leaves out', () => {
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`field_${n}`, 'y'.repeat(100)]));
    const summary = summarise(many, 3000) as JsonObject;
    expect(summary['field_0']).toBe('y'.repeat(100));
    expect(summary['_left_out']).toEqual(expect.arrayContaining([expect.stringMatching(/^and \d+ more$/)]));
  });

  const reports = (count: number): JsonObject =>
    Object.fromEntries(
      Array.from({ length: count }, (_, n) => [
        `team/leaf-${n}`,
        {
          thread_id: `team/leaf-${n}`,
          outputs: { score: n, essay: long.slice(0, 2000) },
          result: long.slice(0, 3000),
          ...(n === 7 ? { error: { code: 'thread/failed', message: 'it broke' } } : {}),
          status: n === 7 ? 'error' : 'completed',
        },
      ]),
    );

  it('tells of each of fifty threads how it stands, its error and its short outputs', () => {
    const summary = summarise({ success: false, results: reports(50) }, 23_000) as JsonObject;
    const results = summary['results'] as Record<string, JsonObject>;
    expect(summary).toMatchObject({ success: false, results_count: 50 });
    expect(Object.keys(results)).toHaveLength(50);
    for (const [n, result] of Object.values(results).entries()) {
      expect(result).toMatchObject({ thread_id: `team/leaf-${n}`, status: n === 7 ? 'error' : 'completed' });
    }
    expect(results['team/leaf-7']?.['error']).toEqual({ code: 'thread/failed', message: 'it broke' });
    expect(results['team/leaf-3']).toMatchObject({ outputs: { score: 3 } });
  });

  it('of very many threads shows as many as fit, and says how many that is', () => {
    const summary = summarise({ success: true, results: reports(1000) }, 7000) as JsonObject;
    const shown = Object.keys(summary['results'] as JsonObject).length;
    expect(summary).toMatchObject({ results_count: 1000, results_shown: shown });
    expect(shown).toBeGreaterThan(20);
  });

  it('of a list says how long it is and how it begins', () => {
    const files = Array.from({ length: 5000 }, (_, n) => `src/file-${n}.ts`);
    expect(summarise(files, 2000)).toEqual({
      count: 5000,
      preview: ['src/file-0.ts', 'src/file-1.ts', 'src/file-2.ts'],
    });
  });

  it('of a repeated result is only how it went', () => {
    expect(toldFirst({ status: 'success', thread_id: 't', content: long }, 500)).toEqual({
      status: 'success',
      thread_id: 't',
    });
    expect(toldFirst(long, 500)).toEqual({});
  });
});

describe('a cut text', () => {
  it('has its beginning and its end, fits, and is whole characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 200, maxLength: 2000 }), (text) => {
        const cut = cutText(text, 200);
        expect(sizeOf(cut)).toBeLessThanOrEqual(200);
        expect(cut.isWellFormed()).toBe(true);
      }),
    );
    const cut = cutText(`begun ${'\u{1F600}"\n'.repeat(3000)} failed`, 1000);
    expect(cut).toMatch(/^begun .*characters left out.* failed$/su);
    expect(cut.isWellFormed()).toBe(true);
    expect(sizeOf(cut)).toBeGreaterThan(900);
  });
});
