import { z } from 'zod';
import type { JsonObject } from '#protocol';
import { BadModelConfigError } from '../errors.ts';

const tokens = z.number().int().positive();

/** An empty key of a YAML file reads as null, and means the same as an absent one. */
const mappingOf = <Value extends z.ZodType>(value: Value) =>
  z
    .record(z.string(), value)
    .nullish()
    .transform((entries) => entries ?? {});

/** `agent/models.yaml`. */
const CatalogConfigSchema = z.object({
  tiers: mappingOf(z.string().min(1)),
  models: mappingOf(z.strictObject({ window: tokens.optional(), max_output: tokens.optional() })),
  defaults: z.strictObject({ window: tokens.default(200_000), max_output: tokens.default(32_000) }).prefault({}),
});
export type CatalogConfig = z.infer<typeof CatalogConfigSchema>;

const usdPerMillion = z.number().nonnegative();

/** `agent/pricing.yaml`. Strict, because a misspelt key would silently change what a run is allowed to spend. */
const PricingConfigSchema = z.object({
  models: mappingOf(
    z.strictObject({
      input: usdPerMillion.optional(),
      output: usdPerMillion.optional(),
      cache_read: usdPerMillion.optional(),
      cache_write: usdPerMillion.optional(),
    }),
  ),
});
export type PricingConfig = z.infer<typeof PricingConfigSchema>;

/** @throws {BadModelConfigError} */
export function parseCatalogConfig(config: JsonObject): CatalogConfig {
  return parse(CatalogConfigSchema, config, '.ai/config/agent/models.yaml');
}

/** @throws {BadModelConfigError} */
export function parsePricingConfig(pricing: JsonObject): PricingConfig {
  return parse(PricingConfigSchema, pricing, '.ai/config/agent/pricing.yaml');
}

function parse<Schema extends z.ZodType>(schema: Schema, value: JsonObject, file: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new BadModelConfigError({ file, key: issue?.path.join('.') ?? '', problem: issue?.message ?? 'unknown' });
}
