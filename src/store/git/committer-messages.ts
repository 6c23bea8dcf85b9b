import type { ErrorFact } from '#protocol';
import type { CommitterOptions, Progress } from './committer.ts';

/** What the committer's thread is started with. */
export interface CommitterStart extends CommitterOptions {
  /** Whether `RYE_FAILPOINT` is obeyed there. */
  failpoints: boolean;
}

export type ToCommitter = { kind: 'lines'; bytes: Uint8Array } | { kind: 'flush' | 'finish'; id: number };

export type FromCommitter =
  | { kind: 'done'; id: number; head?: Progress }
  | { kind: 'failed'; id: number; error: ErrorFact }
  /** Said once: nothing can be committed any more. */
  | { kind: 'broken'; error: ErrorFact };
