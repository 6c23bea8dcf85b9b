import { type Fence, findFences, opensAs } from '../fences.ts';
import type { Report } from '../problems/report.ts';
import { placeAt } from '../problems/report.ts';

/** The first xml fence of a directive file; without one the report says why, at the line that came nearest. */
export function findDirectiveFence(report: Report): Fence | undefined {
  const fences = findFences(report.text);
  const fence = fences.find((candidate) => opensAs(candidate, 'xml'));
  if (fence?.closed === true) return fence;
  if (fence !== undefined) {
    report.error(
      fence.start,
      'unclosed-fence',
      'this ```xml fence never closes: end it with a line of three backticks',
    );
    return undefined;
  }
  const near = fences.find((candidate) => /^xml\b/i.test(candidate.info));
  if (near !== undefined) {
    report.error(
      near.start,
      'no-fence',
      'a directive needs a fence that opens with exactly "```xml" at the start of a line',
    );
    return undefined;
  }
  const open = fences.find((candidate) => !candidate.closed);
  if (open !== undefined) {
    report.error(
      open.start,
      'no-fence',
      `no \`\`\`xml fence: the fence opened at line ${placeAt(report.text, open.start).line} never closes`,
    );
    return undefined;
  }
  report.error(0, 'no-fence', 'no ```xml fence: a directive is a Markdown file with its metadata in one');
  return undefined;
}
