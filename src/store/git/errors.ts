import { ExitCode, RyeError } from '#protocol';

/** Thrown when there is no git to call. */
export class NoGitError extends RyeError {
  readonly code = 'store/no-git';
  override readonly exitCode = ExitCode.environment;

  constructor() {
    super('git was not found; rye keeps the history of every run in git.', {
      hint: 'Install git 2.31 or newer, and see that it is on PATH.',
    });
  }
}

/** Thrown when git is older than the oldest that rye works with. */
export class GitTooOldError extends RyeError {
  readonly code = 'store/git-too-old';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { found: string; oldest: string }) {
    super(`git ${facts.found} is too old; rye needs ${facts.oldest} or newer.`, {
      hint: `Install git ${facts.oldest} or newer.`,
      data: { ...facts },
    });
  }
}

/** Thrown when a git command fails: an error with git's own words, never an empty answer. */
export class GitFailedError extends RyeError {
  readonly code = 'store/git-failed';
  /** What git said. */
  readonly stderr: string;
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { command: string; exit: string; stderr: string; cause?: unknown }) {
    const dubious = facts.stderr.includes('dubious ownership');
    super(`git ${facts.command} failed (${facts.exit}): ${facts.stderr.trim() || 'it said nothing'}`, {
      hint: dubious
        ? 'The repository belongs to another user; git tells above how to mark it as safe.'
        : 'Nothing acknowledged was lost: events stand in the journal, and are committed on the next resume.',
      data: { command: facts.command, exit: facts.exit, stderr: facts.stderr.trim() },
      ...(facts.cause !== undefined && { cause: facts.cause }),
    });
    this.stderr = facts.stderr.trim();
  }
}

/** Thrown when events could not be committed; they stand in the journal all the same. */
export class CommitFailedError extends RyeError {
  readonly code = 'store/commit-failed';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { runId: string; reason: string; cause?: unknown }) {
    super(`The events of ${facts.runId} could not be committed: ${facts.reason}`, {
      hint: 'Nothing acknowledged was lost: every event stands in the journal, and is committed on the next resume.',
      data: { run_id: facts.runId, reason: facts.reason },
      ...(facts.cause !== undefined && { cause: facts.cause }),
    });
  }
}

/** Thrown when a branch of the state repository was moved by someone else. */
export class HeadMovedError extends RyeError {
  readonly code = 'store/head-moved';
  override readonly exitCode = ExitCode.held;

  constructor(facts: { branch: string; expected: string; found: string }) {
    super(
      `Branch ${facts.branch} of the state repository was moved: expected ${facts.expected}, found ${facts.found}.`,
      {
        hint: 'Another writer won, and nothing of its work was overwritten. See who drives the run with `rye status`.',
        data: { ...facts },
      },
    );
  }
}

/** Thrown when the project has files under `.ai/data` in its own index. */
export class DataTrackedError extends RyeError {
  readonly code = 'store/data-tracked';
  override readonly exitCode = ExitCode.environment;

  constructor(file: string) {
    super(`The project's own git tracks ${file}; state under .ai/data has a repository of its own.`, {
      hint: 'Take it out of the index with `git rm -r --cached .ai/data` and commit that; the files stay.',
      data: { file },
    });
  }
}
