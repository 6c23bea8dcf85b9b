import type { Json } from '../errors.ts';
import type { Interpolated } from './interpolated.ts';

/** Deeper templates are left as written: no hand-written file nests this far, and recursion must end. */
const maxDepth = 200;

/** Interpolate every string inside a value. Mapping keys and other scalars pass through. */
export function mapStrings(template: Json, interpolate: (text: string) => Interpolated<Json>): Interpolated<Json> {
  const warnings: string[] = [];
  const visit = (value: Json, depth: number): Json => {
    if (typeof value === 'string') {
      const result = interpolate(value);
      for (const warning of result.warnings) warnings.push(warning);
      return result.value;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (depth === maxDepth) {
      warnings.push(`a template nested deeper than ${maxDepth} levels is left as written from there on`);
      return value;
    }
    if (Array.isArray(value)) return value.map((item) => visit(item, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visit(item, depth + 1)]));
  };
  return { value: visit(template, 0), warnings };
}
