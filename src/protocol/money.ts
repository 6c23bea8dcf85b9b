import type { Usage } from './events/index.ts';
import type { ModelPrice } from './ports/model.ts';

/**
 * Money is counted in nano-USD, as whole numbers: sums are exact, and a price of $0.001 per million tokens is still a
 * whole number a token. Four million dollars fit. Events and documents carry USD.
 */
export type NanoUsd = number;

const NANO_PER_USD = 1e9;

/** USD as nano-USD, rounded to the nearest. */
export function toNano(usd: number): NanoUsd {
  return Math.round(usd * NANO_PER_USD);
}

/** Nano-USD as USD, for events and documents. */
export function toUsd(nano: NanoUsd): number {
  return nano / NANO_PER_USD;
}

/**
 * What a call with this usage costs, rounded up to the next nano-USD. Rounded once, over all of it: otherwise a call
 * whose input is partly cached could cost more than the same input at its dearest, which is what was set aside.
 */
export function costOf(usage: Usage, price: ModelPrice): NanoUsd {
  return roundUp(
    usage.input_tokens * picoUsd(price.input) +
      usage.output_tokens * picoUsd(price.output) +
      usage.cache_read_tokens * picoUsd(price.cache_read) +
      usage.cache_write_tokens * picoUsd(price.cache_write),
  );
}

/** @param usdPerMillion Price in USD per million tokens. */
export function nanoFor(tokens: number, usdPerMillion: number): NanoUsd {
  return roundUp(tokens * picoUsd(usdPerMillion));
}

/** The price of one token in millionths of a millionth of a USD: a whole number, so that products of it are exact. */
function picoUsd(usdPerMillion: number): number {
  return Math.round(usdPerMillion * 1e6);
}

function roundUp(picoUsd: number): NanoUsd {
  return Math.ceil(picoUsd / 1000);
}

/** The price of an input token where it is not known yet whether it will be read from or written to a cache. */
export function dearestInput(price: ModelPrice): number {
  return Math.max(price.input, price.cache_read, price.cache_write);
}
