import type { ItemSource } from '#protocol';
import { findDirectiveFence } from '../directive/find-directive-fence.ts';
import { readKnowledge } from '../knowledge/read-knowledge.ts';
import { reportOn } from '../problems/report.ts';

/** Where the part of an item begins in which includes count; undefined where it has none, or cannot be read. */
export function bodyStart({ kind, path, text }: Pick<ItemSource, 'kind' | 'path' | 'text'>): number | undefined {
  const report = reportOn(path, text);
  return kind === 'directive' ? findDirectiveFence(report)?.end : readKnowledge({ path }, report)?.bodyStart;
}
