import { interpolateContext, type Json, type JsonObject, lookupPath } from '#protocol';

/** No name can be called this, so nothing of a script is hidden by it. */
const MAPPED = '[]';

/**
 * Fills a context into a template, as everywhere in rye, and beyond that: `${results.spawn[].thread_id}` is the list of
 * that field over a list (or over the values of a mapping), without the elements that lack it. A mapping key whose
 * expression has no value is left out, as in a graph's parameters.
 */
export function fill(template: Json, context: JsonObject): Json {
  const mapped: Json[] = [];
  const rewritten = rewrite(template, (path) => `${MAPPED}.${mapped.push(mapPath(context, path) ?? null) - 1}`);
  return withoutEmpty(template, interpolateContext(rewritten, { ...context, [MAPPED]: mapped }).value);
}

/** Names the value of every `a[].b` operand by a plain path. */
function rewrite(template: Json, nameOf: (path: string) => string): Json {
  if (typeof template === 'string') {
    return template.replace(/\$\{([^}]+)\}/g, (_, expression: string) => {
      const operands = expression.split('||').map((part) => part.trim());
      return `\${${operands.map((path) => (path.includes('[]') ? nameOf(path) : path)).join(' || ')}}`;
    });
  }
  if (typeof template !== 'object' || template === null) return template;
  if (Array.isArray(template)) return template.map((item) => rewrite(item, nameOf));
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, rewrite(item, nameOf)]));
}

function mapPath(document: Json | undefined, path: string): Json | undefined {
  const at = path.indexOf('[]');
  if (at < 0) return lookupPath(document, path);
  const list = lookupPath(document, path.slice(0, at));
  if (typeof list !== 'object' || list === null) return undefined;
  const rest = path.slice(at + 2).replace(/^\./, '');
  const values = (Array.isArray(list) ? list : Object.values(list)).map((item) => mapPath(item, rest));
  return (rest.includes('[]') ? values.flat() : values).filter((value) => value !== undefined && value !== null);
}

function withoutEmpty(template: Json, value: Json): Json {
  if (typeof template !== 'object' || template === null || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    return Array.isArray(template) ? value.map((item, at) => withoutEmpty(template[at] ?? null, item)) : value;
  }
  const written = (key: string): Json => (Array.isArray(template) ? null : (template[key] ?? null));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => item !== null || typeof written(key) !== 'string')
      .map(([key, item]) => [key, withoutEmpty(written(key), item)]),
  );
}
