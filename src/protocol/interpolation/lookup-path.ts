import type { Json } from '../errors.ts';

/**
 * The value at a dotted path: a mapping takes the segment as a key, a list as an index (negative counts from the end).
 *
 * There is no bracket syntax and no escaping, so keys that contain a dot are out of reach. Only own keys count: nothing
 * inherited (`constructor`, `__proto__`) is ever found.
 * @param path Shape: `a.b.0.c`; the empty path is the whole document.
 * @returns undefined when nothing is there; null when a null is there.
 */
export function lookupPath(document: Json | undefined, path: string): Json | undefined {
  if (path === '') return document;
  let value = document;
  for (const segment of path.split('.')) {
    value = step(value, segment);
    if (value === undefined) return undefined;
  }
  return value;
}

function step(value: Json | undefined, segment: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return /^-?\d+$/.test(segment) ? value.at(Number(segment)) : undefined;
  return Object.hasOwn(value, segment) ? value[segment] : undefined;
}
