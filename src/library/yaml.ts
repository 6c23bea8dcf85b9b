import type { Json, JsonObject } from '#protocol';
import { yaml } from './lazy.ts';

/** A value, or the first thing wrong and where: an offset into the text that was given. */
export type YamlReading = { ok: true; value: Json } | { ok: false; offset: number; message: string };

/** More aliases than this in one document are taken for an attack on memory. */
const MOST_ALIASES = 50;

/**
 * Reads one YAML 1.2 document (core schema: no dates, no octals, no `yes`); duplicate keys, merge keys that would be
 * expanded and unknown tags are faults. Line ends must be LF. An empty document is null.
 */
export function readYaml(text: string): YamlReading {
  const document = yaml().parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: true,
    strict: true,
    merge: false,
    stringKeys: true,
    prettyErrors: false,
  });
  const fault = document.errors[0] ?? document.warnings[0];
  if (fault !== undefined) return { ok: false, offset: fault.pos[0], message: firstLine(fault.message) };
  try {
    return { ok: true, value: toJson(document.toJS({ maxAliasCount: MOST_ALIASES })) };
  } catch (thrown) {
    return { ok: false, offset: 0, message: firstLine(thrown instanceof Error ? thrown.message : String(thrown)) };
  }
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `.nan` and `.inf` have no JSON form; they become their names. */
function toJson(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (Array.isArray(value)) return value.map(toJson);
  return Object.fromEntries(Object.entries(value as object).map(([key, inner]) => [key, toJson(inner)]));
}

function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? message;
}
