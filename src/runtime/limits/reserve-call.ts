import { dearestInput, type ModelPrice, type NanoUsd, nanoFor } from '#protocol';

/** The smallest answer that is worth asking for, in tokens. */
export const LEAST_OUTPUT_TOKENS = 256;

/** What is set aside for one model call. */
export interface CallReservation {
  maxOutputTokens: number;
  /** The most that the call can cost. */
  amount: NanoUsd;
}

/** The least that a call with this input can be set aside for. */
export function leastReservation(inputBoundTokens: number, price: ModelPrice): NanoUsd {
  return nanoFor(inputBoundTokens, dearestInput(price)) + nanoFor(LEAST_OUTPUT_TOKENS, price.output);
}

/**
 * What to set aside for one call, and how long its answer may be, so that it cannot cost more than is left.
 *
 * The answer is shortened until the call takes at most half of what is left, so that one call never starves the rest
 * of the tree, but not below {@link LEAST_OUTPUT_TOKENS}.
 * @param inputBoundTokens The input has at most so many tokens.
 * @param left Nano-USD that the thread can still promise; infinite where nobody set a ceiling.
 * @returns undefined where even the shortest answer does not fit.
 */
export function reserveCall(
  inputBoundTokens: number,
  wantedOutputTokens: number,
  price: ModelPrice,
  left: NanoUsd,
): CallReservation | undefined {
  const input = nanoFor(inputBoundTokens, dearestInput(price));
  const perOutputToken = price.output * 1000;
  const affordable = perOutputToken === 0 ? wantedOutputTokens : Math.floor((left / 2 - input) / perOutputToken);
  const maxOutputTokens = Math.min(wantedOutputTokens, Math.max(affordable, LEAST_OUTPUT_TOKENS));
  const amount = input + nanoFor(maxOutputTokens, price.output);
  return amount <= left ? { maxOutputTokens, amount } : undefined;
}
