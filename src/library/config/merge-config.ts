import type { Json, JsonObject } from '#protocol';
import { isJsonObject } from '../yaml/read-yaml.ts';

/**
 * One config over another. Mappings merge key by key (`extends` is skipped); a list whose first element has an `id`
 * merges by id: same ids are replaced whole and in place, new ones appended, elements without one dropped; all else is
 * replaced.
 */
export function mergeConfig(base: JsonObject, over: JsonObject): JsonObject {
  const merged = new Map<string, Json>(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (key === 'extends') continue;
    const below = merged.get(key);
    merged.set(key, below === undefined ? value : mergeValue(below, value));
  }
  return Object.fromEntries(merged);
}

function mergeValue(base: Json, over: Json): Json {
  if (isJsonObject(base) && isJsonObject(over)) return mergeConfig(base, over);
  if (Array.isArray(base) && Array.isArray(over) && idOf(base[0]) !== undefined) return mergeById(base, over);
  return over;
}

function mergeById(base: Json[], over: Json[]): Json[] {
  const merged = [...base];
  for (const item of over) {
    const id = idOf(item);
    if (id === undefined) continue;
    const place = merged.findIndex((candidate) => idOf(candidate) === id);
    if (place === -1) merged.push(item);
    else merged[place] = item;
  }
  return merged;
}

function idOf(value: Json | undefined): Json | undefined {
  return isJsonObject(value) ? value['id'] : undefined;
}
