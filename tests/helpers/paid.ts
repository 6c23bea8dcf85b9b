import { createCatalog } from '#models';
import { type ModelPrice, toNano, type Usage } from '#protocol';
import type { Exchange } from './messages-server.ts';

/** What the answers of a server cost by its own account, in nano-USD: reckoned apart from the code under test. */
export function paidFor(journal: readonly Exchange[]): number {
  return journal.reduce((sum, { body, reported }) => sum + (reported ? costIn(reported, priceOf(body.model)) : 0), 0);
}

/** The usage that a server reported, all in all. */
export function usageIn(journal: readonly Exchange[]): Usage {
  const sum = (key: keyof Usage): number => journal.reduce((total, { reported }) => total + (reported?.[key] ?? 0), 0);
  return {
    input_tokens: sum('input_tokens'),
    output_tokens: sum('output_tokens'),
    cache_read_tokens: sum('cache_read_tokens'),
    cache_write_tokens: sum('cache_write_tokens'),
  };
}

/** The settled part of a run's cost, in nano-USD. */
export function settledNano({ usd, unsettled_usd }: { usd: number; unsettled_usd: number }): number {
  return toNano(usd) - toNano(unsettled_usd);
}

/** In whole billionths of a billionth, then rounded up to the nano-USD, call by call. */
function costIn(usage: Usage, price: ModelPrice): number {
  const parts: [number, number][] = [
    [usage.input_tokens, price.input],
    [usage.output_tokens, price.output],
    [usage.cache_read_tokens, price.cache_read],
    [usage.cache_write_tokens, price.cache_write],
  ];
  const attoUsd = parts.reduce((sum, [tokens, usd]) => sum + BigInt(tokens) * BigInt(Math.round(usd * 1e12)), 0n);
  return Number((attoUsd + 999_999_999n) / 1_000_000_000n);
}

function priceOf(model: string): ModelPrice {
  return createCatalog({ config: {}, pricing: {} }).resolve({ id: model }).price;
}
