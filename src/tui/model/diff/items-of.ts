import type { Comparison } from '#app';
import type { DiffItem } from './diff-item.ts';
import type { DiffTab } from './diff-state.ts';
import { codeItems, outputItems } from './file-items.ts';
import { summaryItems } from './summary-items.ts';
import { costItems, transcriptItems } from './thread-items.ts';

/** The rows of a side of a comparison. */
export function itemsOf(comparison: Comparison, tab: DiffTab, ignoreSpace: boolean): DiffItem[] {
  const making = { lineDiff: comparison.lineDiff, ignoreSpace };
  switch (tab) {
    case 'summary':
      return summaryItems(comparison, making);
    case 'outputs':
      return outputItems(comparison, making);
    case 'transcript':
      return transcriptItems(comparison, making);
    case 'cost':
      return costItems(comparison);
    case 'code':
      return codeItems(comparison, making);
  }
}
