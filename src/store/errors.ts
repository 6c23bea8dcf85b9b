import { ExitCode, RyeError } from '#protocol';

/** Thrown when a live process drives the run already. */
export class HeldError extends RyeError {
  readonly code = 'store/held';
  override readonly exitCode = ExitCode.held;

  constructor(facts: { runId: string; pid: number; host: string; since: string }) {
    super(`Run ${facts.runId} is driven by process ${facts.pid} on ${facts.host}, since ${facts.since}.`, {
      hint: 'Watch it with `rye log RUN --follow`, stop it with `rye cancel RUN`, or end that process to take the run over.',
      data: { run_id: facts.runId, pid: facts.pid, host: facts.host, since: facts.since },
    });
  }
}

/** Thrown when others keep a lock of the state repository for too long. */
export class LockedError extends RyeError {
  readonly code = 'store/locked';
  override readonly exitCode = ExitCode.held;

  /** @param facts.file The lock's file, which says all of this. */
  constructor(facts: { lock: string; pid: number; host: string; since: string; file: string }) {
    super(
      `The lock "${facts.lock}" of the state repository is held by process ${facts.pid} on ${facts.host}, since ${facts.since}.`,
      {
        hint: `Try again when that process is done. If it is gone for good, with its machine or container, empty ${facts.file}.`,
        data: { ...facts },
      },
    );
  }
}

/** Thrown when no run has the id that was asked for. */
export class UnknownRunError extends RyeError {
  readonly code = 'store/unknown-run';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { runId: string; nearest: string[] }) {
    super(`There is no run "${facts.runId}" in this project.`, {
      hint:
        facts.nearest.length > 0
          ? `Did you mean ${facts.nearest.join(', ')}? \`rye runs\` lists them all.`
          : '`rye runs` lists the runs of a project.',
      data: { run_id: facts.runId, nearest: facts.nearest },
    });
  }
}

/** Thrown when a new run is given the id of one that exists. */
export class RunExistsError extends RyeError {
  readonly code = 'store/run-exists';
  override readonly exitCode = ExitCode.usage;

  constructor(runId: string) {
    super(`Run ${runId} exists already; a run's history is never begun twice.`, {
      hint: `Choose another id, or go on with it by \`rye resume ${runId}\`.`,
      data: { run_id: runId },
    });
  }
}

/** Thrown when a run cannot be forked at an event. */
export class NoForkPointError extends RyeError {
  readonly code = 'store/no-fork-point';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { runId: string; seq: number; reason: string; nearest: number[] }) {
    const points = facts.nearest.map((seq) => `${facts.runId}@${seq}`).join(' or ');
    super(`${facts.runId} cannot be forked at event ${facts.seq}: ${facts.reason}.`, {
      hint: `Fork it at ${points}; \`rye log ${facts.runId}\` shows events and their commits. Nothing was made.`,
      data: { run_id: facts.runId, seq: facts.seq, nearest: facts.nearest },
    });
  }
}

/** Thrown when the journal of a run does not read as it was written. */
export class CorruptJournalError extends RyeError {
  readonly code = 'store/corrupt-journal';

  /** @param facts.inGit The lines are those of a commit, and not of the files. */
  constructor(facts: { runId: string; file: string; line: number; reason: string; inGit?: boolean }) {
    super(`The journal of ${facts.runId} is damaged: ${facts.file}, line ${facts.line}: ${facts.reason}.`, {
      hint: facts.inGit
        ? 'Nothing was changed. `rye fsck --repair` makes the branch anew where the journal holds all of it; another clone may hold it too.'
        : `Nothing was changed. \`rye fsck ${facts.runId} --repair\` puts the journal together from git and from what still reads of it, and keeps what it replaces.`,
      data: { run_id: facts.runId, file: facts.file, line: facts.line, reason: facts.reason },
    });
  }
}

/** Thrown when the journal and the branch of a run tell different stories. */
export class DivergedError extends RyeError {
  readonly code = 'store/diverged';

  constructor(facts: { runId: string; seq: number; commit: string }) {
    super(`The journal of ${facts.runId} and its branch in git differ at event ${facts.seq}.`, {
      hint: `Nothing was changed. Compare \`git -C .ai/data show ${facts.runId}\` with the files under .ai/data/runs/${facts.runId}/events, and move aside the one that is wrong.`,
      data: { run_id: facts.runId, seq: facts.seq, commit: facts.commit },
    });
  }
}

/** Thrown when recovery of a run has failed five times in a row in the same state. */
export class BlockedError extends RyeError {
  readonly code = 'store/blocked';

  constructor(facts: { runId: string; attempts: number; reason: string }) {
    super(`Run ${facts.runId} is blocked: its recovery failed ${facts.attempts} times in a row: ${facts.reason}`, {
      hint: '`rye fsck RUN --repair` mends what can be mended, and names what cannot. As soon as the journal or the branch of the run has changed, it is tried again.',
      data: { run_id: facts.runId, attempts: facts.attempts, reason: facts.reason },
    });
  }
}

/** Thrown when the newest events of a run lie, not yet committed, in another worktree. */
export class ElsewhereError extends RyeError {
  readonly code = 'store/elsewhere';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { runId: string; folder: string }) {
    super(`Events of run ${facts.runId} lie in ${facts.folder}, and are not in git yet.`, {
      hint: 'Resume the run in that worktree, once; after that it can be resumed here.',
      data: { run_id: facts.runId, folder: facts.folder },
    });
  }
}

/** Thrown when the disk refused a write; what was not acknowledged counts as never having happened. */
export class WriteFailedError extends RyeError {
  readonly code = 'store/write-failed';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { runId: string; file: string; cause: unknown }) {
    const reason = facts.cause instanceof Error ? facts.cause.message : String(facts.cause);
    super(`Run ${facts.runId} could not be written to disk (${facts.file}): ${reason}`, {
      hint: 'Make room, or make the folder writable; then `rye resume` goes on from the last recorded event.',
      data: { run_id: facts.runId, file: facts.file, reason },
      cause: facts.cause,
    });
  }
}

/** Thrown when a writer is used after it was closed. */
export class ClosedError extends RyeError {
  readonly code = 'store/closed';

  constructor(runId: string) {
    super(`Run ${runId} was closed; nothing can be appended to it.`, {
      hint: 'Open the run again with `rye resume`.',
      data: { run_id: runId },
    });
  }
}

/** Thrown when content is named that was never put in the store, or is gone from it. */
export class UnknownContentError extends RyeError {
  readonly code = 'store/unknown-content';

  constructor(facts: { runId: string; sha256: string }) {
    super(`Run ${facts.runId} holds no content with SHA-256 ${facts.sha256}.`, {
      hint: 'Content is put in the store before an event names it; `rye fsck` tells what was lost, and `--repair` looks for it in git.',
      data: { run_id: facts.runId, sha256: facts.sha256 },
    });
  }
}

/** Thrown when content is larger than the store takes. */
export class TooLargeError extends RyeError {
  readonly code = 'store/too-large';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { bytes: number; limitBytes: number }) {
    super(`Content of ${facts.bytes} bytes is over the limit of ${facts.limitBytes}.`, {
      hint: 'Keep large files outside the run, and record where they are.',
      data: { ...facts },
    });
  }
}

/** Thrown when a path would leave the folder it belongs to, or collide with what the store keeps there. */
export class BadPathError extends RyeError {
  readonly code = 'store/bad-path';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { path: string; reason: string }) {
    super(`"${facts.path}" cannot be written: ${facts.reason}.`, {
      hint: 'Use a relative path of plain names, such as reports/summary.md.',
      data: { ...facts },
    });
  }
}

/** Thrown when a data file is no longer what the writer had read. */
export class DataChangedError extends RyeError {
  readonly code = 'store/data-changed';

  constructor(facts: { path: string; expectedSha256: string; foundSha256?: string }) {
    super(`.ai/data/${facts.path} has changed since it was read; nothing was written.`, {
      hint: 'Read it again, and write on top of what it says now.',
      data: {
        path: facts.path,
        expected_sha256: facts.expectedSha256,
        ...(facts.foundSha256 !== undefined && { found_sha256: facts.foundSha256 }),
      },
    });
  }
}

export * from './git/errors.ts';
