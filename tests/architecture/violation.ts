/** A place where the code leaves the floor plan. */
export interface Violation {
  /** File and line, such as `src/store/index.ts:3`. */
  where: string;
  /** What stands there. */
  what: string;
  /** Why it may not. */
  because: string;
}

/** Violations as lines to read: empty where there are none, so that a test can expect the empty text. */
export function violationText(violations: readonly Violation[]): string {
  return violations.map(({ where, what, because }) => `${where}  ${what}\n    ${because}`).join('\n');
}
