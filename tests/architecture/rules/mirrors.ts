import { rooms } from '../floor-plan.ts';
import type { SourceFile } from '../source-file.ts';
import type { Violation } from '../violation.ts';

/** Each room has its tests where one looks for them. @param tests Paths of test files, from the repository on. */
export function mirrorViolations(files: readonly SourceFile[], tests: readonly string[]): Violation[] {
  const built = new Set(files.map(({ room }) => room));
  return rooms
    .filter(({ name }) => built.has(name) && !tests.some((path) => path.startsWith(`tests/${name}/`)))
    .map(({ name }) => ({
      where: `src/${name}`,
      what: `has no test under tests/${name}/`,
      because: 'tests mirror src, so that the tests of a file are found without searching',
    }));
}
