import type { Json } from '../errors.ts';

const numericText = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/;

/**
 * A number, or a text that reads as one: what a shell prints reaches a graph's state as text with a newline.
 * @returns undefined for anything else, and for numbers too large to hold.
 */
export function numericValue(value: Json): number | undefined {
  if (typeof value === 'number') return Number.isNaN(value) ? undefined : value;
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (!numericText.test(text)) return undefined;
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
