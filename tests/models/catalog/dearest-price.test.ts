import { calcPrice, findProvider } from '@pydantic/genai-prices';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCatalog } from '#models';
import { costOf, toUsd } from '#protocol';

const anthropic = findProvider({ providerId: 'anthropic' });
const catalog = createCatalog({ config: {}, pricing: {} });
const tokens = fc.integer({ min: 0, max: 60_000 });

describe('the price of a listed model', () => {
  it('is never less than what the price list asks, on its day or later', () => {
    const models = anthropic?.models ?? [];
    expect(models.length).toBeGreaterThan(10);
    fc.assert(
      fc.property(
        fc.constantFrom(...models),
        fc.record({ input: tokens, output: tokens, read: tokens, write: tokens }),
        fc.constantFrom('2026-09-23', '2026-12-31', '2028-01-01'),
        (model, { input, output, read, write }, day) => {
          const usage = {
            input_tokens: input + read + write,
            output_tokens: output,
            cache_read_tokens: read,
            cache_write_tokens: write,
          };
          const listed = calcPrice(usage, model.id, { providerId: 'anthropic', timestamp: new Date(day) });
          const cost = costOf({ ...usage, input_tokens: input }, catalog.resolve({ id: model.id }).price);
          expect(toUsd(cost)).toBeGreaterThanOrEqual((listed?.total_price ?? Number.NaN) - 1e-9);
        },
      ),
    );
  });
});
