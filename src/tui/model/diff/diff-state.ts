import type { Comparison } from '#app';
import type { ListFilter, View } from '../model.ts';
import type { Scroll } from '../scroll.ts';
import type { DiffItem } from './diff-item.ts';
import type { PatchLine } from './patch.ts';

/** The sides from which two runs are compared, in the order of `o`. */
export const DIFF_TABS = ['summary', 'outputs', 'transcript', 'cost', 'code'] as const;

export type DiffTab = (typeof DIFF_TABS)[number];

/** The two runs that view 5 compares, and what it shows of them. */
export interface DiffScreen {
  /** `RUN` or `RUN@SEQ`: the left side, and the right one. */
  a: string;
  b: string;
  /** Where esc leads back to. */
  from: View;
  /** Requests that were made so far; an answer to one that nobody waits for any more is dropped. */
  asked: number;
  /** The request that the comparison waits for. */
  awaits?: number;
  comparison?: Comparison;
  /** Why they cannot be compared. */
  problem?: { message: string; hint?: string };
  tab: DiffTab;
  ignoreSpace: boolean;
  sideBySide: boolean;
  items: readonly DiffItem[];
  /** What `items` were made of: while it holds, they are not made again. */
  shape?: { comparison: Comparison; tab: DiffTab; ignoreSpace: boolean; filter: string };
  /** Items without the filter. */
  all: number;
  scroll: Scroll;
  filter: ListFilter;
  /** The first line of the text that is seen. */
  top: number;
  /** The hunk that `n` came to last. */
  hunk: number;
  full?: FullFile;
}

/** A file that is shown from its first line to its last. */
export interface FullFile {
  /** The item's. */
  id: string;
  awaits?: number;
  lines?: readonly PatchLine[];
  /** Why it cannot be shown. */
  note?: string;
}
