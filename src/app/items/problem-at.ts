import type { ProblemCode } from '#library';
import type { Problem } from '#protocol';

/** Where a problem is told that has no place of its own. */
export const TOP = { line: 1, col: 1 } as const;

/** A problem whose code stands in the table of `docs/validation.md`. */
export function problemAt(
  file: string,
  { line, col }: { line: number; col: number },
  level: Problem['level'],
  code: ProblemCode,
  message: string,
): Problem {
  return { file, line, col, level, code, message };
}
