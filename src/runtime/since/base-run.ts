import type { Event, Recall, RunState, RunWriter } from '#protocol';

/** Files of the project, outside of `.ai`, that are not as they were when a run began. */
export interface ProjectChanges {
  /** False where it cannot be told: the run did not record it, or its commit is gone. */
  isKnown: boolean;
  /** Sorted; those that the run itself wrote, and left so, are not among them. */
  paths: readonly string[];
}

/** A run of which a new one takes over what has not changed. */
export interface BaseRun {
  runId: string;
  /** In order, all of them. */
  events: readonly Event[];
  /** Their fold. */
  state: RunState;
  /** @throws {RyeError} `store/unknown-content` */
  content(sha256: string): Promise<Uint8Array>;
  /** A run in memory in which is tried what would be asked today; nothing of it is kept. */
  scratch: RunWriter;
  recall: Recall;
  /** The model that the new run is started with, where one was asked for. */
  model?: string;
  projectChanges(): Promise<ProjectChanges>;
  /** The hash of what stands there now; undefined where nothing does. @param path As in `file_written` or `data_written`. */
  hashNow(kind: 'file' | 'data', path: string): Promise<string | undefined>;
  /** What commands and scripts have read is taken as unchanged. */
  trustCommands: boolean;
}

/** Why something is not taken over. */
export interface Change {
  kind:
    | 'inputs'
    | 'definition'
    | 'prompt'
    | 'model'
    | 'tools'
    | 'permissions'
    | 'outputs'
    | 'hooks'
    | 'tool'
    | 'file'
    | 'item'
    | 'commands'
    | 'board'
    | 'unfinished';
  /** In words, about the thread: `notes.txt reads otherwise now`. */
  what: string;
  /** The place of the thread. */
  place: string;
}
