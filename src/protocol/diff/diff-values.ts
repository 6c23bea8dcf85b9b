import type { Json } from '../errors.ts';

/** Where two values differ; an absent side has nothing there. */
export interface ValueChange {
  /** Such as `leads[2].name`; empty where the values themselves differ. */
  path: string;
  a?: Json;
  b?: Json;
}

/** Every place at which two values differ, in the order of the first. The order of keys is no difference. */
export function diffValues(a: Json | undefined, b: Json | undefined, path = ''): ValueChange[] {
  if (a === b) return [];
  if (Array.isArray(a) && Array.isArray(b)) {
    const length = Math.max(a.length, b.length);
    return Array.from({ length }, (_, at) => diffValues(a[at], b[at], `${path}[${at}]`)).flat();
  }
  if (isObject(a) && isObject(b)) {
    const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
    return keys.flatMap((key) => diffValues(a[key], b[key], path === '' ? key : `${path}.${key}`));
  }
  return [{ path, ...(a !== undefined && { a }), ...(b !== undefined && { b }) }];
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
