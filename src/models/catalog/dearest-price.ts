import type { ConditionalPrice, ModelPrice as ListedPrice, ModelInfo, TieredPrices } from '@pydantic/genai-prices';
import type { ModelPrice } from '#protocol';

/** The day of the pinned price list. Prices that it announces for later may apply before the list is renewed. */
const LIST_DATE = '2026-09-23';

/**
 * One price a token kind for a listed model: the dearest that may apply, so that a spend limit computed with it holds.
 *
 * Steps of a stepped price that begin beyond the window cannot apply. Cache writes are the five-minute ones; a model
 * without a cache price pays its input price.
 * @param windowTokens The model's context window.
 * @returns undefined where the list has no price for text in or out.
 */
export function dearestPrice(listed: ModelInfo['prices'], windowTokens: number): ModelPrice | undefined {
  const applicable = Array.isArray(listed) ? applicablePrices(listed) : [listed];
  const dearest = (key: string): number | undefined => {
    const prices = applicable.flatMap((price) => steps(price[key], windowTokens));
    return prices.length === 0 ? undefined : Math.max(...prices);
  };
  const [input, output] = [dearest('input_mtok'), dearest('output_mtok')];
  if (input === undefined || output === undefined) return undefined;
  return {
    input,
    output,
    cache_read: dearest('cache_read_mtok') ?? input,
    cache_write: dearest('cache_write_mtok') ?? input,
  };
}

/** The price in force on the list's day, those announced for later, and those of certain hours. */
function applicablePrices(entries: ConditionalPrice[]): ListedPrice[] {
  const startOf = (entry: ConditionalPrice): string =>
    entry.constraint?.type === 'start_date' ? entry.constraint.start_date : '';
  const started = entries.map(startOf).filter((start) => start <= LIST_DATE);
  const current = started.reduce((latest, start) => (start > latest ? start : latest), '');
  return entries
    .filter((entry) => entry.constraint?.type === 'time_of_date' || startOf(entry) >= current)
    .map((entry) => entry.prices);
}

function steps(price: number | TieredPrices | undefined, windowTokens: number): number[] {
  if (price === undefined) return [];
  if (typeof price === 'number') return [price];
  return [price.base, ...price.tiers.filter((tier) => tier.start < windowTokens).map((tier) => tier.price)];
}
