import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { BadRunIdError, checkRunId, newRunId, newThreadId, placeFolder, sha256 } from '#protocol';
import { countingRandomness, FakeClock } from '../helpers/fake-clock.ts';

describe('a run id', () => {
  test.each(['tidy-ghjkmn', 'abz', 'a-1', `z${'a'.repeat(63)}`])('%s is one', (id) => {
    expect(checkRunId(id)).toBe(id);
  });

  test.each([
    '',
    'ab',
    'Tidy',
    '1tidy',
    '-tidy',
    'ti_dy',
    'ti/dy',
    'tidy.lock',
    'deadbeef',
    'abc',
    `z${'a'.repeat(64)}`,
    'main',
    'tidy\n',
  ])('%j is none', (id) => {
    expect(() => checkRunId(id)).toThrow(BadRunIdError);
  });

  it('is made of any item name', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: 'binary' })), (item) => {
        const id = newRunId(item, countingRandomness());
        expect(checkRunId(id)).toBe(id);
      }),
    );
  });

  it('tells which item it runs', () => {
    expect(newRunId('rye/Survey Code', countingRandomness())).toMatch(/^survey-code-[g-z]{6}$/);
  });
});

it('a thread id holds the directive, the time and some dice', () => {
  expect(newThreadId('scout', new FakeClock(1_700_000_000_123), countingRandomness())).toBe('scout-1700000000123-0001');
});

describe('the folder of a place', () => {
  it('reads like the place where that is safe', () => {
    expect(placeFolder('root/scout[0]/+1')).toMatch(/^[0-9a-f]{2}\/root~scout\[0\]~\+1$/);
  });

  it('has two levels, portable names, and at most 120 bytes', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 300, unit: 'grapheme' }), (place) => {
        const [shard, name, ...rest] = placeFolder(place).split('/');
        expect(rest).toEqual([]);
        expect(shard).toMatch(/^[0-9a-f]{2}$/);
        expect(name).toMatch(/^[A-Za-z0-9_.,~+[\]-]+$/);
        expect(Buffer.byteLength(name ?? '')).toBeLessThanOrEqual(120);
      }),
    );
  });

  it('is another one for every place, also where the disk does not tell upper from lower case', () => {
    const places = ['root/Scout', 'root/scout', 'root/SCOUT', 'root~scout', 'root/scout ', 'root/scöut', 'root/scüut'];
    places.push(`root/${'x'.repeat(200)}`, `root/${'x'.repeat(201)}`);
    expect(new Set(places.map((place) => placeFolder(place).toLowerCase())).size).toBe(places.length);
  });
});

it('text is hashed as UTF-8', () => {
  expect(sha256('é')).toBe(sha256(Buffer.from([0xc3, 0xa9])));
  expect(sha256('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
});
