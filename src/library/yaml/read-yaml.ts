import type { Document } from 'yaml';
import { type Json, type JsonObject, yamlBound } from '#protocol';
import { yaml } from '../lazy.ts';

/** A value, or the first thing wrong and where: an offset into the text that was given. */
export type YamlReading = { ok: true; value: Json } | YamlFault;

export type YamlFault = { ok: false; offset: number; code: 'bad-yaml' | 'too-deep' | 'too-large'; message: string };

/** Where the value at a path of keys begins, or its key; for a missing one, the nearest that would hold it. */
export type OffsetOf = (path: readonly (string | number)[], part?: 'key' | 'value') => number;

/** More aliases than this in one document are taken for an attack on memory. */
const MOST_ALIASES = 50;

/**
 * Reads one YAML 1.2 document (core schema: no dates, no octals, no `yes`); duplicate keys, merge keys that would be
 * expanded and unknown tags are faults. Line ends must be LF. An empty document is null.
 */
export function readYaml(text: string): YamlReading {
  const reading = readPlacedYaml(text);
  return reading.ok ? { ok: true, value: reading.value } : reading;
}

/** As {@link readYaml}, and tells where each value stands. */
export function readPlacedYaml(text: string): { ok: true; value: Json; offsetOf: OffsetOf } | YamlFault {
  const bound = yamlBound(text);
  if (bound !== undefined) return { ok: false, ...bound };
  const document = yaml().parseDocument(text, {
    version: '1.2',
    schema: 'core',
    // Looked for below: the library compares each key with each other one.
    uniqueKeys: false,
    strict: true,
    merge: false,
    stringKeys: true,
    prettyErrors: false,
  });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) {
    const offset = Math.min(fault.pos[0], text.length);
    return { ok: false, offset, code: 'bad-yaml', message: messageOf(fault) };
  }
  const twice = repeatedKeyAt(document);
  if (twice !== undefined) return { ok: false, offset: twice, code: 'bad-yaml', message: 'Map keys must be unique' };
  const half = halfCharacterAt(document, text);
  if (half !== undefined) {
    return { ok: false, offset: half, code: 'bad-yaml', message: 'an escape stands for half a character' };
  }
  try {
    const value = toJson(document.toJS({ maxAliasCount: MOST_ALIASES }));
    return { ok: true, value, offsetOf: offsetsIn(document) };
  } catch (thrown) {
    // What never ends is an alias inside of what it stands for; depth is bounded above.
    const endless = thrown instanceof RangeError && thrown.message.includes('call stack');
    const message = endless ? 'an alias stands inside of what it repeats' : messageOf(thrown);
    return { ok: false, offset: aliasAt(document), code: 'bad-yaml', message };
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function offsetsIn(document: Document): OffsetOf {
  const { isMap, isNode, isPair, isScalar } = yaml();
  const startOf = (node: unknown): number | undefined => (isNode(node) && node.range ? node.range[0] : undefined);
  return (path, part = 'value') => {
    for (let length = path.length; length > 0; length -= 1) {
      const above = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
      const last = path[length - 1];
      const pair = isMap(above)
        ? above.items.find((item) => isPair(item) && isScalar(item.key) && String(item.key.value) === String(last))
        : undefined;
      const node = document.getIn(path.slice(0, length), true);
      const found = pair && (part === 'key' || length < path.length) ? startOf(pair.key) : startOf(node);
      const place = found ?? startOf(pair?.key);
      if (place !== undefined) return place;
    }
    return startOf(document.contents) ?? 0;
  };
}

/** The first alias: what a document that unfolds too far owes its size to. */
function aliasAt(document: Document): number {
  let at: number | undefined;
  yaml().visit(document, {
    Alias: (_, node) => {
      at ??= node.range?.[0];
    },
  });
  return at ?? 0;
}

/** `.nan` and `.inf` have no JSON form; they become their names. */
function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, toJson(inner)]));
}

/** Its first line, without the advice to programmers. */
function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return (message.split('\n', 1)[0] ?? message).replace(/; please use .*$/, '');
}

/** Where a mapping has a key for the second time. */
function repeatedKeyAt(document: Document): number | undefined {
  const { isScalar, visit } = yaml();
  let at: number | undefined;
  visit(document, {
    Map: (_, { items }) => {
      const keys = new Set<unknown>();
      for (const { key } of items) {
        const name = isScalar(key) ? key.value : key;
        if (keys.has(name)) at ??= isScalar(key) ? key.range?.[0] : undefined;
        keys.add(name);
      }
    },
  });
  return at;
}

/** Where a string holds a surrogate without its other half, which only an escape can write. */
function halfCharacterAt(document: Document, text: string): number | undefined {
  if (!/\\(?:u|U0000)[dD][89a-fA-F]/.test(text)) return undefined;
  let at: number | undefined;
  yaml().visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === 'string' && !node.value.isWellFormed()) at ??= node.range?.[0];
    },
  });
  return at;
}
