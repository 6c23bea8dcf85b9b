import { type JsonObject, type ModelCatalog, type ModelPrice, nearest, type ResolvedModel } from '#protocol';
import { BadModelConfigError, UnknownModelError, UnknownPriceError } from '../errors.ts';
import { type CatalogConfig, type PricingConfig, parseCatalogConfig, parsePricingConfig } from './catalog-config.ts';
import { type ListedModel, listedIds, listedModel } from './listed-model.ts';

/** What a directive gets that asks for no model (formats 12.5). */
const DEFAULT_TIER = 'general';

/**
 * The catalog of models: which one a name means, how large it is, what it costs.
 *
 * An id wins over a tier, and either may be the name of a tier or an id. Prices come from a pinned list, overridden key
 * by key by `pricing`.
 * @param sources.config Shape: `{tiers: {<name>: <id or tier>}, models: {<id>: {window, max_output}}, defaults}`, the
 * merged `agent/models.yaml`. Unit: tokens.
 * @param sources.pricing Shape: `{models: {<id>: {input, output, cache_read, cache_write}}}`, the merged
 * `agent/pricing.yaml`. Unit: USD per million tokens.
 * @throws {BadModelConfigError} `models/bad-config`; `resolve` throws `models/unknown-model`, `models/unknown-price`
 */
export function createCatalog(sources: { config: JsonObject; pricing: JsonObject }): ModelCatalog {
  const config = parseCatalogConfig(sources.config);
  const pricing = parsePricingConfig(sources.pricing);
  const models = new Map<string, Omit<ResolvedModel, 'tier'>>();
  return {
    resolve(wanted) {
      const name = wanted.id ?? wanted.tier ?? DEFAULT_TIER;
      const { id, tier } = followTiers(name, config);
      const model = models.get(id) ?? resolveModel(id, name, config, pricing);
      models.set(id, model);
      return { ...model, price: { ...model.price }, ...(tier !== undefined && { tier }) };
    },
  };
}

function followTiers(name: string, { tiers }: CatalogConfig): { id: string; tier?: string } {
  const followed: string[] = [];
  let id = name;
  for (let next = tierOf(id, tiers); next !== undefined; next = tierOf(id, tiers)) {
    if (followed.includes(next)) {
      const problem = `the tiers ${[...followed, next].join(' → ')} name each other`;
      throw new BadModelConfigError({ file: '.ai/config/agent/models.yaml', key: `tiers.${next}`, problem });
    }
    followed.push(next);
    id = tiers[next] ?? id;
  }
  const tier = followed[0];
  return { id, ...(tier !== undefined && { tier }) };
}

function tierOf(name: string, tiers: Record<string, string>): string | undefined {
  return [name, name.toLowerCase()].find((tier) => Object.hasOwn(tiers, tier));
}

function resolveModel(
  id: string,
  wanted: string,
  config: CatalogConfig,
  pricing: PricingConfig,
): Omit<ResolvedModel, 'tier'> {
  const configured = own(config.models, id);
  const override = own(pricing.models, id);
  const needsList = configured?.window === undefined || !isComplete(override);
  const listed = needsList ? listedModel(id) : undefined;
  if (configured === undefined && override === undefined && listed === undefined) {
    const ids = [...Object.keys(config.models), ...Object.keys(pricing.models), ...listedIds()];
    const tiers = Object.keys(config.tiers);
    throw new UnknownModelError({ wanted, tiers, nearest: nearest(wanted, [...ids, ...tiers]) });
  }
  const window = configured?.window ?? listed?.window ?? config.defaults.window;
  const maxOutputTokens = configured?.max_output ?? Math.min(config.defaults.max_output, window);
  return { id, price: priceOf(id, override, listed, window), window, maxOutputTokens };
}

type PriceOverride = PricingConfig['models'][string];

/** @throws {UnknownPriceError} */
function priceOf(
  id: string,
  override: PriceOverride | undefined,
  listed: ListedModel | undefined,
  window: number,
): ModelPrice {
  if (isComplete(override)) return { ...override };
  const base = listed?.price(window);
  const input = override?.input ?? base?.input;
  const output = override?.output ?? base?.output;
  if (input === undefined || output === undefined) throw new UnknownPriceError({ model: id });
  return {
    input,
    output,
    cache_read: override?.cache_read ?? base?.cache_read ?? input,
    cache_write: override?.cache_write ?? base?.cache_write ?? input,
  };
}

function isComplete(price: PriceOverride | undefined): price is ModelPrice {
  return (
    price?.input !== undefined &&
    price.output !== undefined &&
    price.cache_read !== undefined &&
    price.cache_write !== undefined
  );
}

function own<Value>(entries: Record<string, Value>, key: string): Value | undefined {
  return Object.hasOwn(entries, key) ? entries[key] : undefined;
}
