import { readFileSync } from 'node:fs';
import { findProvider } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createCatalog } from '#models';
import type { JsonObject, ModelCatalog, RyeError } from '#protocol';

const bundled = parse(
  readFileSync(new URL('../../../.ai/config/agent/models.yaml', import.meta.url), 'utf8'),
) as JsonObject;
const catalog = (pricing: JsonObject = {}, config: JsonObject = bundled): ModelCatalog =>
  createCatalog({ config, pricing });
const errorOf = (act: () => unknown): Partial<RyeError> => {
  try {
    act();
  } catch (error) {
    return error as RyeError;
  }
  return {};
};

describe('the catalog of models', () => {
  it.each([
    ['haiku', 'claude-haiku-4-5'],
    ['fast', 'claude-haiku-4-5'],
    ['low', 'claude-haiku-4-5'],
    ['sonnet', 'claude-sonnet-5'],
    ['general', 'claude-sonnet-5'],
    ['orchestrator', 'claude-sonnet-5'],
    ['opus', 'claude-opus-5-5'],
    ['high', 'claude-opus-5-5'],
    ['max', 'claude-opus-5-5'],
    ['Haiku', 'claude-haiku-4-5'],
  ])('finds the model of the tier %s', (tier, id) => {
    expect(catalog().resolve({ tier })).toMatchObject({ id, tier: tier.toLowerCase() });
  });

  it('means the newest model of each family that the price list knows', () => {
    const listed = findProvider({ providerId: 'anthropic' })?.models.map((model) => model.id) ?? [];
    const version = (id: string): number => {
      const [, major = '', minor = '0'] = /-(\d+)(?:-(\d+))?$/.exec(id) ?? [];
      return Number(major) * 1000 + Number(minor);
    };
    for (const family of ['haiku', 'sonnet', 'opus', 'fable']) {
      const newest = listed
        .filter((id) => id.startsWith(`claude-${family}-`))
        .sort((a, b) => version(b) - version(a))[0];
      expect(catalog().resolve({ tier: family }).id).toBe(newest);
    }
  });

  it('prices every tier, and knows its window', () => {
    for (const tier of Object.keys(bundled['tiers'] as JsonObject)) {
      const model = catalog().resolve({ tier });
      expect(Math.min(...Object.values(model.price))).toBeGreaterThan(0);
      expect(model.window).toBe(
        findProvider({ providerId: 'anthropic' })?.models.find(({ id }) => id === model.id)?.context_window,
      );
      expect(model.maxOutputTokens).toBeLessThan(model.window);
    }
  });

  it('takes an id before a tier, a tier given as an id, and general where nothing is asked for', () => {
    expect(catalog().resolve({ id: 'claude-opus-5-5', tier: 'haiku' })).toMatchObject({ id: 'claude-opus-5-5' });
    expect(catalog().resolve({ id: 'claude-opus-5-5' })).not.toHaveProperty('tier');
    expect(catalog().resolve({ id: 'haiku' })).toMatchObject({ id: 'claude-haiku-4-5', tier: 'haiku' });
    expect(catalog().resolve({ tier: 'claude-sonnet-5' })).toMatchObject({ id: 'claude-sonnet-5' });
    expect(catalog().resolve({})).toMatchObject({ id: 'claude-sonnet-5', tier: 'general' });
  });

  it.each<[string, object]>([
    ['claude-opus-5-5', { input: 4, output: 20, cache_read: 0.2, cache_write: 5 }],
    ['claude-haiku-4-5-20251001', { input: 1, output: 5, cache_read: 0.1, cache_write: 1.25 }],
    ['claude-opus-4-6', { input: 5, output: 25, cache_read: 0.5, cache_write: 6.25 }],
    ['claude-sonnet-4-5', { input: 3, output: 15, cache_read: 0.3, cache_write: 3.75 }],
    ['gpt-5', { input: 1.25, output: 10, cache_read: 0.125, cache_write: 1.25 }],
  ])('knows the price of %s', (id, price) => {
    expect(catalog().resolve({ id })).toMatchObject({ id, price });
  });

  it('prices a stepped model at its dearest step, so that a limit holds', () => {
    expect(catalog().resolve({ id: 'gpt-5.4' }).price).toMatchObject({ input: 5, cache_read: 0.5 });
  });

  it('lets a project override a price, whole or in part', () => {
    const pricing = { models: { 'claude-opus-5-5': { output: 30 }, mine: { input: 1, output: 2 } } };
    expect(catalog(pricing).resolve({ tier: 'opus' }).price).toEqual({
      input: 4,
      output: 30,
      cache_read: 0.2,
      cache_write: 5,
    });
    expect(catalog(pricing).resolve({ id: 'mine' })).toEqual({
      id: 'mine',
      price: { input: 1, output: 2, cache_read: 1, cache_write: 1 },
      window: 200_000,
      maxOutputTokens: 32_000,
    });
  });

  it('gives each caller a price of its own', () => {
    const shared = catalog();
    shared.resolve({ tier: 'opus' }).price.input = 0;
    expect(shared.resolve({ tier: 'opus' }).price.input).toBe(4);
  });

  it('names the tiers and the nearest ids for a model that nobody knows', () => {
    const error = errorOf(() => catalog().resolve({ id: 'claude-opus-5-6' }));
    expect(error).toMatchObject({ code: 'models/unknown-model', exitCode: 2, data: { wanted: 'claude-opus-5-6' } });
    expect(error.hint).toContain('haiku, sonnet, opus');
    expect(error.hint).toContain('claude-opus-5-5');
  });

  it('does not take a misspelt id for the model whose name begins alike', () => {
    expect(errorOf(() => catalog().resolve({ id: 'claude-sonnet-55' }))).toMatchObject({
      code: 'models/unknown-model',
    });
  });

  it('says how to give the price of a model that has none', () => {
    const config = { ...bundled, models: { mine: { window: 1000, max_output: 100 } } };
    const error = errorOf(() => catalog({}, config).resolve({ id: 'mine' }));
    expect(error).toMatchObject({ code: 'models/unknown-price', exitCode: 2, data: { model: 'mine' } });
    expect(error.hint).toContain('.ai/config/agent/pricing.yaml');
  });

  it('reads files that are empty', () => {
    expect(
      createCatalog({ config: { tiers: null, models: null }, pricing: {} }).resolve({ id: 'claude-sonnet-5' }),
    ).toMatchObject({
      window: 1_000_000,
    });
  });

  it.each<[string, JsonObject, JsonObject, string]>([
    ['a window in words', { models: { a: { window: 'large' } } }, {}, 'models.a.window'],
    ['a negative price', {}, { models: { a: { input: -1, output: 1 } } }, 'models.a.input'],
    ['a misspelt price', {}, { models: { a: { input: 1, output: 1, cache_reads: 1 } } }, 'models.a'],
  ])('refuses %s, and names it', (_, config, pricing, key) => {
    expect(errorOf(() => catalog(pricing, config))).toMatchObject({
      code: 'models/bad-config',
      exitCode: 2,
      data: { key },
    });
  });

  it('refuses tiers that name each other', () => {
    const error = errorOf(() => catalog({}, { tiers: { a: 'b', b: 'a' } }).resolve({ tier: 'a' }));
    expect(error).toMatchObject({ code: 'models/bad-config', data: { key: 'tiers.a' } });
  });
});
