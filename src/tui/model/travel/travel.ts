import type { RunFeed } from '#app';
import type { Event, RunState } from '#protocol';
import type { RunFacts } from '../run-facts.ts';

/** A look at the open run as it stood at one of its events. What happens meanwhile changes nothing that is shown. */
export interface Travel {
  /** The event that is shown, or that is folded up to. */
  seq: number;
  /** How many events there were when a key last moved. */
  last: number;
  /** How the run stood then. */
  stands: 'live' | 'ended' | 'interrupted';
  /** What is known of the run by now. */
  now: { feed: RunFeed; facts: RunFacts };
  /** What is shown; absent until the first fold is done. */
  shown?: Fold;
  /** What was selected and is not there at the event, and what has the selection in its place. */
  lost?: { wanted: string; instead: string | undefined };
  /** A long fold on its way, a slice at a time. */
  folding?: Fold;
}

/** A fold of the first events of a log. It grows in place and belongs to whoever made it. */
export interface Fold {
  state: RunState;
  facts: RunFacts;
  /** The newest event in it: tells whether a log is still the one that was folded. */
  newest?: Event;
}
