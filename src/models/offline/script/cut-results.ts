import type { Json, JsonObject } from '#protocol';
import { headOf, operandsIn } from './expressions.ts';

/**
 * The first expression of a template that looks for what a large result no longer shows: the runtime gives a summary of
 * such a one, and a script that took a preview for the whole would go on with less than there is.
 * @returns the path; undefined where nothing of that kind is looked for
 */
export function cutOperand(template: Json | undefined, context: JsonObject): string | undefined {
  return operandsIn(template).find((path) => {
    const { root, member } = headOf(path);
    const result = root === 'results' ? (context['results'] as JsonObject | undefined)?.[member] : undefined;
    const rest = segmentsOf(path).slice(2);
    return results(result).some((each) => isMapping(each) && '_artifact_ref' in each && leavesOut(each, rest));
  });
}

/** A foreach has a list of results. */
function results(value: Json | undefined): Json[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

/** `results.a.b[].c` as `results`, `a`, `b`, `[]`, `c`; the `[]` of the result itself is not among them. */
function segmentsOf(path: string): string[] {
  const [root = '', member = '', ...rest] = path.split('.');
  const parts = rest.flatMap((segment) => {
    const name = segment.replace(/(\[\])+$/, '');
    return [name, ...Array.from({ length: (segment.length - name.length) / 2 }, () => '[]')];
  });
  return [root, member, ...parts.filter((part) => part !== '')];
}

function leavesOut(value: Json | undefined, [key, ...rest]: string[]): boolean {
  if (!isMapping(value) || key === undefined) return false;
  if (key === '[]') return Object.values(value).some((each) => leavesOut(each, rest));
  if (!(key in value)) return `${key}_count` in value || '_left_out' in value || '_same_as' in value;
  return (rest[0] === '[]' && `${key}_shown` in value) || leavesOut(value[key], rest);
}

function isMapping(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
