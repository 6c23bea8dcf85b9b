import type { Json } from '../errors.ts';

/**
 * A value as it reads inside a sentence: strings as they are, null as nothing, lists and mappings as compact JSON, so
 * that a template such as `{"ids": {input:ids}}` stays valid JSON. Never throws: data nested beyond what the engine can
 * serialise reads `[nested too deeply]`.
 */
export function toText(value: Json): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  try {
    return JSON.stringify(value);
  } catch {
    return '[nested too deeply]';
  }
}
