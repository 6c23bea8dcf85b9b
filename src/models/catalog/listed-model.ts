import { createRequire } from 'node:module';
import type { ModelInfo } from '@pydantic/genai-prices';
import type { ModelPrice } from '#protocol';
import { dearestPrice } from './dearest-price.ts';

/** What the pinned price list says about a model. */
export interface ListedModel {
  /** Context window, in tokens. */
  window?: number;
  /** The price within a window of so many tokens; undefined where the list has none for text. */
  price(windowTokens: number): ModelPrice | undefined;
}

/**
 * The package embeds its data, which takes some 20 ms and 20 MB to load: only where a price is asked for, and by
 * `require`, so that asking stays synchronous. It is never told to fetch newer data: a run's prices are pinned.
 */
function priceList(): typeof import('@pydantic/genai-prices') {
  return createRequire(import.meta.url)('@pydantic/genai-prices') as typeof import('@pydantic/genai-prices');
}

/** The listed model of this exact id; a date or `latest` at its end is accepted. */
export function listedModel(id: string): ListedModel | undefined {
  const info = priceList().calcPrice({ input_tokens: 0, output_tokens: 0 }, id)?.model;
  if (info === undefined || !isSameModel(id, info)) return undefined;
  return {
    ...(info.context_window !== undefined && { window: info.context_window }),
    price: (windowTokens) => dearestPrice(info.prices, windowTokens),
  };
}

/** Ids that the list knows of the provider rye talks to. */
export function listedIds(): string[] {
  return (
    priceList()
      .findProvider({ providerId: 'anthropic' })
      ?.models.map((model) => model.id) ?? []
  );
}

/** The list matches many ids by their beginning, so that a misspelt one would pass as another model. */
function isSameModel(id: string, info: ModelInfo): boolean {
  const base = id.replace(/-latest$|[-@]\d{8}$|-\d{4}-\d{2}-\d{2}$/, '');
  return [id, base, `${base}-0`, `${base}-latest`].includes(info.id);
}
