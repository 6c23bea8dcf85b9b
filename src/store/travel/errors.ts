import { ExitCode, RyeError } from '#protocol';

/** Thrown where nobody said which remote, and the project has none of that name. */
export class NoRemoteError extends RyeError {
  readonly code = 'store/no-remote';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { remote: string; known: string[] }) {
    const known = facts.known.length > 0 ? `its remotes are ${facts.known.join(', ')}` : 'it has none';
    super(`The project has no remote "${facts.remote}"; ${known}.`, {
      hint: 'Name a remote of the project, or any URL or path of a git repository: rye push URL.',
      data: { ...facts },
    });
  }
}

/** Thrown where git could not reach a remote, or the remote refused. */
export class RemoteFailedError extends RyeError {
  readonly code = 'store/remote-failed';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { remote: string; action: string; reason: string; cause?: unknown }) {
    super(`git could not ${facts.action} ${facts.remote}: ${facts.reason}`, {
      hint: 'Mend that and do it again; nothing here was changed, and what had arrived is not sent twice.',
      data: { remote: facts.remote, action: facts.action, reason: facts.reason },
      ...(facts.cause !== undefined && { cause: facts.cause }),
    });
  }
}

/** Thrown where a run has grown on both sides. */
export class RemoteDivergedError extends RyeError {
  readonly code = 'store/remote-diverged';
  override readonly exitCode = ExitCode.held;

  /** @param facts.commonSeq The last event that both have. */
  constructor(facts: { runId: string; remote: string; commonSeq: number; here: string; there: string; kept: string }) {
    super(
      `${facts.runId} has grown here and at ${facts.remote}: both have its events up to ${facts.commonSeq}, and each went on in its own way.`,
      {
        hint: `Nothing was overwritten. What is there is kept here as ${facts.kept}: git -C .ai/data log ${facts.kept}`,
        data: {
          run_id: facts.runId,
          remote: facts.remote,
          common_seq: facts.commonSeq,
          here: facts.here,
          there: facts.there,
          kept: facts.kept,
        },
      },
    );
  }
}

/** Thrown where what a remote holds under the name of a run is none. */
export class BadIncomingError extends RyeError {
  readonly code = 'store/bad-incoming';

  constructor(facts: { runId: string; remote: string; reason: string }) {
    super(`What ${facts.remote} holds as ${facts.runId} is not taken over: ${facts.reason}`, {
      hint: 'Ask whoever pushed it to look at it with `rye fsck`; nothing here was changed.',
      data: { run_id: facts.runId, remote: facts.remote, reason: facts.reason },
    });
  }
}

/** Thrown where somebody else has said at the remote that they go on with a run. */
export class ClaimedError extends RyeError {
  readonly code = 'store/claimed';
  override readonly exitCode = ExitCode.held;

  constructor(facts: { runId: string; remote: string; by: string; host: string; since: string }) {
    super(`${facts.runId} is claimed at ${facts.remote} by ${facts.by} on ${facts.host}, since ${facts.since}.`, {
      hint: `Wait until they push it. If they are gone for good: git push ${facts.remote} :refs/rye/claims/${facts.runId}`,
      data: { run_id: facts.runId, remote: facts.remote, by: facts.by, host: facts.host, since: facts.since },
    });
  }
}
