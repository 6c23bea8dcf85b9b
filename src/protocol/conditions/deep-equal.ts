import type { Json } from '../errors.ts';

/** Same JSON value, whatever the order of keys. Types count: `1`, `"1"` and `true` are three values. Never throws. */
export function deepEqual(left: Json, right: Json): boolean {
  const open: [Json | undefined, Json | undefined][] = [[left, right]];
  for (let pair = open.pop(); pair !== undefined; pair = open.pop()) {
    const [a, b] = pair;
    if (a === b) continue;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    if (Array.isArray(a) !== Array.isArray(b)) return false;
    const [keys, others] = [Object.keys(a), Object.keys(b)];
    if (keys.length !== others.length) return false;
    for (const key of keys) {
      if (!Object.hasOwn(b, key)) return false;
      open.push([member(a, key), member(b, key)]);
    }
  }
  return true;
}

function member(value: { [key: string]: Json } | Json[], key: string): Json | undefined {
  return Array.isArray(value) ? value[Number(key)] : value[key];
}
