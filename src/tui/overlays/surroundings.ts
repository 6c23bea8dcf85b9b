import type { DirectiveEntry, ProviderState, RunFeed, RunRow } from '#app';
import type { BoardRules, Question } from '#protocol';
import type { KeyEntry } from '../keys/entry.ts';
import type { Target } from './demand.ts';

/** What the cockpit knows while an overlay is open. It is handed in anew at each key and each frame, so none goes stale. */
export interface Surroundings {
  /** What the selection is about; absent where nothing is selected. */
  target?: Target;
  /** Of the runs that are watched, the one that the target is about. */
  feed?: RunFeed;
  /** Columns and gates of the board, once they have been read. */
  board?: BoardRules;
  /** What waits for a decision, the oldest first. */
  questions: readonly Question[];
  /** Of the open run: how many actions were let through without asking, and how many denied. */
  decided?: { autoApproved: number; denied: number };
  /** Epoch ms. */
  nowMs: number;
  projectRoot?: string;
  /** Newest first. */
  runs: readonly RunRow[];
  /** Absent until they have been read. */
  directives?: readonly DirectiveEntry[];
  /** Why they could not be read. */
  directivesProblem?: string;
  providers: readonly ProviderState[];
  /** Which provider a new run gets where nothing else is asked for. */
  provider: string;
  /** The keys of the focused pane. */
  keys: readonly KeyEntry[];
  /** Its name. */
  paneTitle: string;
  /** Lines of the palette, oldest first. */
  history: readonly string[];
  /** rye's own messages of this session, oldest first. */
  ownLog: readonly string[];
}
