import { type Room, rooms } from '../floor-plan.ts';
import { resolveRelative } from '../resolve-relative.ts';
import type { SourceFile } from '../source-file.ts';
import type { Violation } from '../violation.ts';

/** Files of a room never need each other in a circle. Imports of types are left out: they are gone at run time. */
export function cycleViolations(files: readonly SourceFile[]): Violation[] {
  const edges = new Map(
    files.map((file) => [
      file.path,
      file.imports
        .filter(({ specifier, typeOnly }) => specifier.startsWith('.') && !typeOnly)
        .map(({ specifier }) => resolveRelative(file.path, specifier)),
    ]),
  );
  return cyclesOf(edges).map((cycle) => ({
    where: cycle[0] ?? '',
    what: `imports itself: ${cycle.join(' → ')}`,
    because: 'files that need each other in a circle are one file, or hide a third',
  }));
}

/** The plan itself: a circle of rooms would let everything depend on everything. */
export function planViolations(plan: readonly Room[] = rooms): Violation[] {
  return cyclesOf(new Map(plan.map(({ name, mayImport }) => [name, mayImport]))).map((cycle) => ({
    where: 'the floor plan',
    what: `lets rooms import each other: ${cycle.join(' → ')}`,
    because: 'two rooms that import each other are one',
  }));
}

/** One cycle for each edge that closes one, in the order of the keys. */
function cyclesOf(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const cycles: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (node: string): void => {
    const at = path.indexOf(node);
    if (at >= 0) cycles.push([...path.slice(at), node]);
    if (at >= 0 || done.has(node)) return;
    path.push(node);
    for (const next of edges.get(node) ?? []) visit(next);
    path.pop();
    done.add(node);
  };
  for (const node of edges.keys()) visit(node);
  return cycles;
}
