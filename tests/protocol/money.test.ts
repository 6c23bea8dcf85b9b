import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { costOf, dearestInput, type ModelPrice, nanoFor, toNano, toUsd } from '#protocol';

const anyTokens = fc.nat(2_000_000);
/** USD per million tokens, with four decimals. */
const anyPrice = fc.nat(1_000_000).map((tenThousandths) => tenThousandths / 10_000);
const anyPrices: fc.Arbitrary<ModelPrice> = fc.record({
  input: anyPrice,
  output: anyPrice,
  cache_read: anyPrice,
  cache_write: anyPrice,
});
const anyUsage = fc.record({
  input_tokens: anyTokens,
  output_tokens: anyTokens,
  cache_read_tokens: anyTokens,
  cache_write_tokens: anyTokens,
});

describe('nano-USD', () => {
  it('come back as they were from USD, up to millions of dollars', () => {
    fc.assert(
      fc.property(fc.nat(4_000_000_000_000_000), (nano) => {
        expect(toNano(toUsd(nano))).toBe(nano);
      }),
    );
  });

  test.each([
    [1_000_000, 3, 3_000_000_000],
    [1, 3, 3000],
    [3, 0.1, 300],
    [1, 0.001, 1],
    [1, 0.0003, 1],
    [10_000, 0.0003, 3000],
    [0, 15, 0],
  ])('%i tokens at $%d per million cost %i', (tokens, price, nano) => {
    expect(nanoFor(tokens, price)).toBe(nano);
  });

  it('are rounded up, by less than one', () => {
    fc.assert(
      fc.property(anyTokens, fc.nat(1_000_000), (tokens, tenThousandths) => {
        const exact = BigInt(tokens) * BigInt(tenThousandths);
        expect(nanoFor(tokens, tenThousandths / 10_000)).toBe(Number((exact + 9n) / 10n));
      }),
    );
  });
});

describe('the cost of a call', () => {
  it('prices reads from and writes to the cache as such', () => {
    const usage = { input_tokens: 1, output_tokens: 2, cache_read_tokens: 10, cache_write_tokens: 4 };
    expect(costOf(usage, { input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 })).toBe(
      3000 + 30_000 + 3000 + 15_000,
    );
  });

  it('is never more than its input at the dearest price and its output', () => {
    fc.assert(
      fc.property(anyUsage, anyPrices, (usage, price) => {
        const inputs = usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens;
        const most = nanoFor(inputs, dearestInput(price)) + nanoFor(usage.output_tokens, price.output);
        expect(costOf(usage, price)).toBeLessThanOrEqual(most);
      }),
      {
        numRuns: 1000,
        examples: [
          [
            { input_tokens: 1, output_tokens: 0, cache_read_tokens: 1, cache_write_tokens: 1 },
            { input: 0.0003, output: 0, cache_read: 0.0003, cache_write: 0.0003 },
          ],
        ],
      },
    );
  });
});
