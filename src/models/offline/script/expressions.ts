import type { Json } from '#protocol';

/** The operands of every `${a || b}` in a value, trimmed. */
export function operandsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') {
    return [...value.matchAll(/\$\{([^}]+)\}/g)].flatMap(([, expression = '']) =>
      expression.split('||').map((part) => part.trim()),
    );
  }
  if (typeof value !== 'object' || value === null) return [];
  return (Array.isArray(value) ? value : Object.values(value)).flatMap(operandsIn);
}

/** The paths that a condition looks at. */
export function pathsIn(condition: Json | undefined): string[] {
  if (typeof condition !== 'object' || condition === null) return [];
  if (Array.isArray(condition)) return condition.flatMap(pathsIn);
  const { any, all, not, path } = condition;
  const inner = any ?? all ?? not;
  if (inner !== undefined) return pathsIn(inner);
  return typeof path === 'string' && path !== '' ? [path] : [];
}

/** The first segment of a path, and the second: `results.spawn[].thread_id` is of `results`, `spawn`. */
export function headOf(path: string): { root: string; member: string } {
  const [root = '', member = ''] = path.split('.').map((segment) => segment.replace(/(\[\])+$/, ''));
  return { root, member };
}

/** The name under which the answer of `wait: <call>` is kept. */
export function waitName(call: string): string {
  return `${call}_results`;
}
