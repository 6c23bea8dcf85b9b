import type { ErrorFact, Event, LeaseHolder, Question, RunState } from '#protocol';
import type { RunRow } from '../run-row.ts';
import type { LowDisk } from './low-disk.ts';

/** Text of a model call in flight, as far as it has come; shown live, never recorded. */
export interface LiveText {
  /** Ties it to the call in the log. */
  callId: string;
  /** The newest part, bounded; older text of the same call is cut from its front. */
  text: string;
}

/**
 * What a watcher knows of a run. A new object at each publication, so that identity tells whether anything changed;
 * `state` and `events` behind it grow in place and are only read.
 */
export interface RunFeed {
  readonly runId: string;
  /** `lost`: its record cannot be read, `problem` says why; `gone`: it was there and is no longer. */
  readonly phase: 'loading' | 'ready' | 'lost' | 'gone';
  readonly problem?: ErrorFact;
  /** The fold of `events`. */
  readonly state: RunState;
  readonly events: readonly Event[];
  /** By thread id; a thread without a call in flight has no entry. */
  readonly live: ReadonlyMap<string, LiveText>;
  /** Who drives it, or drove it last. */
  readonly holder?: LeaseHolder;
  /** The newest commit, where one is known. */
  readonly head?: string;
  /** Files are not watched but looked at every so often (no inotify left, a network file system). Unit: ms. */
  readonly pollingMs?: number;
}

/** All runs of the project, newest first. A new object at each publication. */
export interface ProjectFeed {
  readonly phase: 'loading' | 'ready' | 'lost';
  readonly problem?: ErrorFact;
  readonly rows: readonly RunRow[];
  /** What waits for a decision, of all runs that have not ended; absent where nothing does. At most some hundreds of each. */
  readonly questions?: readonly Question[];
  readonly pollingMs?: number;
  /** There is hardly any room where the project is. */
  readonly lowDisk?: LowDisk;
}

/** Something that grows, as an outside store: publications come at most every 50 ms. */
export interface Watcher<Feed> {
  /** The latest publication. */
  current(): Feed;
  /** Calls back after each publication. Returns how to stop. */
  subscribe(listener: () => void): () => void;
  /** Ends all watching; nothing is published after it. */
  close(): Promise<void>;
}
