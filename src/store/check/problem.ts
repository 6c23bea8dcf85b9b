/** How bad it is: `damage` is a loss or a contradiction, `untidy` something that the next driver or `--repair` clears. */
export type Severity = 'damage' | 'untidy';

/** One thing that is not as it should be. */
export interface Problem {
  /** Absent: it is the state's as a whole. */
  runId?: string;
  /** Stable; `docs/fsck.md` lists them. */
  code: ProblemCode;
  severity: Severity;
  what: string;
  /** Relative to `.ai/data`, or to the git directory of the state. */
  file?: string;
  line?: number;
  seq?: number;
  /** Whether `--repair` can mend it, as far as can be told. */
  mends: boolean;
}

/** Every problem that a check can find. */
export const PROBLEM_CODES = {
  'journal/corrupt': 'a segment of the journal does not read as it was written',
  'journal/unfinished': 'the last flush was cut off by a crash; nothing in it was acknowledged',
  'journal/behind': 'the journal lacks events that git has',
  'journal/not-committed': 'the journal has events that git has not',
  'journal/diverged': 'the journal and git hold different events',
  'journal/invalid-event': 'an event does not have the shape of its type',
  'history/unreadable': 'the branch of the run cannot be read',
  'history/no-commit': 'an event is held by no commit, or by more than one',
  'history/wrong-tree': 'the tree of a commit does not hold the events up to it',
  'history/wrong-facts': 'a commit says something else of its event than the event does',
  'history/other-files': 'commits hold other folded files than this version of rye makes of the events',
  'content/missing': 'content that an event names is neither on disk nor in git',
  'content/changed': 'a file does not hold what its event says',
  'file/missing': 'a file of the newest commit is not in the run’s folder',
  'file/stale': 'a folded file is not what the events fold to',
  'file/open-to-others': 'a file can be read by other users',
  'data/not-on-main': 'what the run wrote to .ai/data is not on the branch main',
  'run/lease-unreadable': 'power was lost while the lease of the run was written',
  'run/blocked': 'recovery failed too often',
  'state/half-made': 'git does not take the state repository for one',
  'state/damaged': 'git finds damage in the state repository',
  'state/no-index': 'a pack has no index, so that git does not see it',
  'state/stale-lock': 'a lock was left by a git that is gone',
  'state/leftovers': 'processes that are gone left unfinished files',
  'state/loose': 'too many objects lie in files of their own',
  'state/not-tied': '.ai/data does not point at the state repository',
  'state/in-sight': '.ai/.gitignore does not keep the state out of the project’s sight',
} as const satisfies Record<string, string>;

/** The code of a problem; see {@link PROBLEM_CODES}. */
export type ProblemCode = keyof typeof PROBLEM_CODES;
