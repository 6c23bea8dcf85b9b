import type { Json, JsonObject } from '#protocol';
import { cutText, jsonLength } from './cut-text.ts';

/** What is told of a mapping before all else: whether it worked, and by which id one goes on with it. */
const TOLD_FIRST: readonly string[] = ['status', 'success', 'is_error', 'error', 'warnings', 'thread_id'];

/** Items of a list that are shown. */
const SHOWN_ITEMS = 3;

/** Names of what was left out that are told. */
const NAMED = 20;

/** Parts this short stay whole wherever they fit. Unit: characters of JSON. */
const SHORT = 200;

/** What an entry of a mapping of mappings gets at least; where that is too much, the last entries are only counted. */
const LEAST_ENTRY = 160;

/**
 * A small picture of a large value: what it is, how much of it there is, and the parts that somebody decides by.
 * - a text: its beginning and its end
 * - a mapping: how it went (`status`, `error`, ...) and `thread_id` always, numbers and short texts as they are, long
 *   texts cut, the first list of mappings as `<key>_count` and `<key>_preview`, the names of what is left out
 * - a mapping of mappings (what many threads came to): each, as small as needed, as many as fit, and `<key>_count`
 * - a list: `count` and `preview`
 * @param room What it may take as JSON, in characters.
 */
export function summarise(value: Json, room: number): Json {
  for (let at = room; at > SHORT; at = Math.floor(at / 2)) {
    const summary = digest(value, at);
    if (jsonLength(summary) <= room) return summary;
  }
  return isMapping(value) ? toldFirst(value, room) : cutText(asText(value), room);
}

/** Only what is told of a mapping before all else, as far as it fits; of anything else nothing. */
export function toldFirst(value: Json, room: number): JsonObject {
  if (!isMapping(value)) return {};
  const entries = TOLD_FIRST.flatMap((key) => {
    const part = value[key];
    return part === undefined ? [] : [[key, jsonLength(part) <= SHORT ? part : digest(part, SHORT)] as const];
  });
  return Object.fromEntries(takeWhatFits(entries, room).taken);
}

function digest(value: Json, room: number): Json {
  if (typeof value === 'string') return cutText(value, room);
  if (Array.isArray(value)) return { count: value.length, preview: previewOf(value, room) };
  return isMapping(value) ? digestMapping(value, room) : value;
}

function digestMapping(mapping: JsonObject, room: number): JsonObject {
  const entries = Object.entries(mapping);
  const firstList = entries.find(([, part]) => isListOfMappings(part) && !isShort(part, room))?.[0];
  const longest = longestText(entries);
  const ranked = entries.toSorted(([a, partA], [b, partB]) => rankOf(a, partA, room) - rankOf(b, partB, room));
  const parts = ranked.flatMap(([key, part]): [string, Json][] => {
    if (isShort(part, room)) return [[key, part]];
    // A fifth of the room for the text that the result is about, a twelfth for any other.
    if (typeof part === 'string') return [[key, cutText(part, Math.floor(room / (key === longest ? 5 : 12)))]];
    if (Array.isArray(part)) return listParts(key, part, key === firstList, room);
    return isMapping(part) ? mappingParts(key, part, room) : [[key, part]];
  });
  // What is left over takes the names of what did not fit.
  const { taken, left } = takeWhatFits(parts, Math.floor(room * 0.85));
  const shown = new Set(taken.map(([key]) => key));
  const missing = entries.map(([key]) => key).filter((key) => !shown.has(key) && !shown.has(`${key}_count`));
  const names = [...missing.slice(0, NAMED), ...(missing.length > NAMED ? [`and ${missing.length - NAMED} more`] : [])];
  if (missing.length === 0) return Object.fromEntries(taken);
  const isNamed = jsonLength(names) + 20 <= left + room * 0.15;
  return { ...Object.fromEntries(taken), _left_out: isNamed ? names : missing.length };
}

/** How it went, then what is short, then texts, then what has parts of its own. */
function rankOf(key: string, part: Json, room: number): number {
  if (TOLD_FIRST.includes(key)) return 0;
  if (isShort(part, room)) return 1;
  return typeof part === 'string' ? 2 : 3;
}

function listParts(key: string, list: Json[], isFirst: boolean, room: number): [string, Json][] {
  const count: [string, Json] = [`${key}_count`, list.length];
  // Of a second list of mappings only the count is told; items that are no mappings are small.
  if (isListOfMappings(list) && !isFirst) return [count];
  return [count, [`${key}_preview`, previewOf(list, room)]];
}

function previewOf(list: Json[], room: number): Json[] {
  const longest = Math.max(40, Math.floor(room / 120));
  return list.slice(0, SHOWN_ITEMS).map((item) => {
    if (!isMapping(item)) return isScalar(item) ? shorten(item, longest) : `(${kindOf(item)})`;
    const scalars = Object.entries(item).filter(([, part]) => isScalar(part));
    return Object.fromEntries(scalars.map(([key, part]) => [key, shorten(part, longest)] as const));
  });
}

function mappingParts(key: string, mapping: JsonObject, room: number): [string, Json][] {
  const entries = Object.entries(mapping);
  if (entries.length < 2 || !entries.every(([, part]) => isMapping(part)))
    return [[key, digestMapping(mapping, Math.floor(room / 3))]];
  const most = Math.floor(room * 0.75);
  const share = Math.max(LEAST_ENTRY, Math.floor(most / entries.length) - 60);
  const digests = entries.map(([name, part]) => [name, isShort(part, share) ? part : digest(part, share)] as const);
  const { taken } = takeInOrder(digests, most);
  return [
    [`${key}_count`, entries.length],
    ...(taken.length < entries.length ? [[`${key}_shown`, taken.length] as [string, Json]] : []),
    [key, Object.fromEntries(taken)],
  ];
}

type Entries = readonly (readonly [string, Json])[];

/** The entries that fit, whatever stands between them. */
function takeWhatFits(entries: Entries, room: number): { taken: Entries; left: number } {
  let left = room - 2;
  const taken = entries.filter(([key, part]) => {
    const size = sizeOf(key, part);
    if (size > left) return false;
    left -= size;
    return true;
  });
  return { taken, left };
}

/** The first entries, up to the one that does not fit. */
function takeInOrder(entries: Entries, room: number): { taken: Entries } {
  let left = room - 2;
  const end = entries.findIndex(([key, part]) => {
    left -= sizeOf(key, part);
    return left < 0;
  });
  return { taken: end === -1 ? entries : entries.slice(0, end) };
}

function sizeOf(key: string, part: Json): number {
  return jsonLength(key) + jsonLength(part) + 2;
}

function longestText(entries: Entries): string | undefined {
  const texts = entries.flatMap(([key, part]) => (typeof part === 'string' ? [{ key, length: part.length }] : []));
  return texts.toSorted((a, b) => b.length - a.length)[0]?.key;
}

function shorten(part: Json, longest: number): Json {
  return typeof part === 'string' && part.length > longest ? `${part.slice(0, longest).toWellFormed()}...` : part;
}

function isShort(part: Json, room: number): boolean {
  return isScalar(part) && typeof part !== 'string' ? true : jsonLength(part) <= Math.max(SHORT, room / 24);
}

function isMapping(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isListOfMappings(value: Json): value is JsonObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(isMapping);
}

function isScalar(value: Json): boolean {
  return typeof value !== 'object' || value === null;
}

function kindOf(value: Json): string {
  return Array.isArray(value) ? `list of ${value.length}` : 'mapping';
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
