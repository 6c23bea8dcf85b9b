import type { Json } from '../errors.ts';

/** How a value is found in another: as it is, as a part of a longer text, or with a part of it that is a text of its own. */
export type Match = 'whole' | 'part';

/** Shorter texts stand in too many others to mean anything. */
const SHORTEST_PART = 8;

/** A value that may stand anywhere by chance: nothing can be said of where it came from. */
export function isTrivial(value: Json): boolean {
  if (value === null || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Math.abs(value) < 100;
  if (typeof value === 'string') return value.trim().length < 3;
  return Object.keys(value).length === 0;
}

/** Whether a value stands somewhere in another one. */
export function holds(haystack: Json | undefined, value: Json): Match | undefined {
  if (haystack === undefined) return undefined;
  const wanted = JSON.stringify(value);
  let part = false;
  const looks = (each: Json): boolean => {
    if (typeof each === 'object' && each !== null) {
      if (typeof value === 'object' && JSON.stringify(each) === wanted) return true;
      return Object.values(each).some(looks);
    }
    if (each === value) return true;
    if (typeof each === 'string') {
      if (holdsText(each, value)) part = true;
      // A result can be told as JSON within a text.
      const inner = parsed(each);
      if (inner !== undefined && looks(inner)) return true;
    }
    return false;
  };
  return looks(haystack) ? 'whole' : part ? 'part' : undefined;
}

function holdsText(text: string, value: Json): boolean {
  if (typeof value !== 'string')
    return typeof value === 'number' && new RegExp(`(?<![\\d.])${value}(?![\\d.])`).test(text);
  const [short, long] = value.length <= text.length ? [value, text] : [text, value];
  return short.trim().length >= SHORTEST_PART && long.includes(short.trim());
}

function parsed(text: string): Json | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** The value at a path such as `leads[0].name`; undefined where there is none. */
export function valueAt(value: Json | undefined, path: string): Json | undefined {
  let at: Json | undefined = value;
  for (const key of path.match(/[^.[\]]+/g) ?? []) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Array.isArray(at) ? at[Number(key)] : at[key];
  }
  return at;
}
