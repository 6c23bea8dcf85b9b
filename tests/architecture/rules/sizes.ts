import { sizes } from '../floor-plan.ts';
import type { SourceFile } from '../source-file.ts';
import type { Violation } from '../violation.ts';

/** A file that can be read in one sitting. */
export function sizeViolations(files: readonly SourceFile[]): Violation[] {
  const lines = files.map((file) => ({ path: file.path, count: file.text.split('\n').length - 1 }));
  const tooLong = lines
    .filter(({ count }) => count > sizes.mostLines)
    .map(({ path, count }) => ({
      where: path,
      what: `has ${count} lines`,
      because: `past ${sizes.mostLines} lines a file is two`,
    }));
  const counts = lines.map(({ count }) => count).sort((a, b) => a - b);
  const p90 = counts[Math.ceil(counts.length * 0.9) - 1] ?? 0;
  if (p90 <= sizes.p90Lines) return tooLong;
  const because = `nine files of ten stay at ${sizes.p90Lines} lines or less`;
  return [...tooLong, { where: 'src', what: `has its 90th percentile at ${p90} lines`, because }];
}
