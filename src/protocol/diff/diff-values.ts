import type { Json, JsonObject } from '../errors.ts';
import { isObject, type NamesOfBoth, pairKeys, sameValue } from './names.ts';

/** One value that differs, by its path in what it is part of: `outputs.leads[2].name`. A side that has none has no key. */
export interface ValueDiff {
  path: string;
  a?: Json;
  b?: Json;
}

/** Deeper than this, a value is told as a whole. */
const DEEPEST = 50;

/**
 * Where two values differ, as near to the leaves as they do.
 * @param path What they are called, such as `outputs`.
 */
export function diffValues(
  path: string,
  { a, b }: { a: Json | undefined; b: Json | undefined },
  names: NamesOfBoth,
): ValueDiff[] {
  const found: ValueDiff[] = [];
  collect(path, a, b, { names, found, depth: 0 });
  return found;
}

interface Search {
  names: NamesOfBoth;
  found: ValueDiff[];
  depth: number;
}

function collect(path: string, a: Json | undefined, b: Json | undefined, search: Search): void {
  if (a === b) return;
  const deeper = { ...search, depth: search.depth + 1 };
  if (isObject(a) && isObject(b) && search.depth < DEEPEST) {
    if (Array.isArray(a) && Array.isArray(b)) {
      for (let index = 0; index < Math.max(a.length, b.length); index += 1)
        collect(`${path}[${index}]`, a[index], b[index], deeper);
      return;
    }
    if (!Array.isArray(a) && !Array.isArray(b)) {
      for (const pair of pairKeys(a, b, search.names))
        collect(`${path}${keyPath(pair.key)}`, pair.a?.value, pair.b?.value, deeper);
      return;
    }
  }
  if (sameValue(a, b, search.names)) return;
  search.found.push({ path, ...(a !== undefined && { a }), ...(b !== undefined && { b }) });
}

/** What a thread or a run came to: its outputs, or, where neither side has any, its words. */
export function diffOutcomes(a: Outcome, b: Outcome, names: NamesOfBoth): ValueDiff[] {
  if (a.outputs === undefined && b.outputs === undefined)
    return diffValues('result', { a: a.result, b: b.result }, names);
  return diffMembers('outputs', { a: a.outputs, b: b.outputs }, names);
}

/** The same for objects of which one side may have none: each of its members is then told by itself. */
export function diffMembers(
  path: string,
  { a, b }: { a: JsonObject | undefined; b: JsonObject | undefined },
  names: NamesOfBoth,
): ValueDiff[] {
  return diffValues(path, { a: a ?? {}, b: b ?? {} }, names);
}

/** What is left of a thread or a run that has ended. */
export interface Outcome {
  outputs?: JsonObject;
  result?: string;
}

/** A key as part of a path; one that is no plain name is quoted. */
function keyPath(key: string): string {
  return /^[A-Za-z_][\w-]*$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}
