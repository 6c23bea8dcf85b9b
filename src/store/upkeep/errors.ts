import { ExitCode, RyeError } from '#protocol';

/** Thrown where something is to go that living processes work with. */
export class StateInUseError extends RyeError {
  readonly code = 'store/state-in-use';
  override readonly exitCode = ExitCode.held;

  constructor(facts: { runs: string[] }) {
    super(`Living processes drive ${facts.runs.join(', ')}.`, {
      hint: 'Cancel them, or wait for them; nothing was changed.',
      data: facts,
    });
  }
}

/** Thrown where runs would go that have not ended. */
export class UnfinishedRunsError extends RyeError {
  readonly code = 'store/unfinished-runs';
  override readonly exitCode = ExitCode.decision;

  constructor(facts: { runs: string[] }) {
    super(`These runs have not ended, or cannot be read: ${facts.runs.join(', ')}.`, {
      hint: 'Resume or cancel them first, or say --unfinished; nothing was changed.',
      data: facts,
    });
  }
}

/** Thrown where the texts of a run are gone, and something needs them. */
export class PrunedRunError extends RyeError {
  readonly code = 'store/pruned';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { runId: string; at: string }) {
    super(`${facts.runId} was pruned at ${facts.at}: what was said in it is gone, and nobody can go on with it.`, {
      hint: 'What it decided and cost is still there: rye status, rye log. Start it anew with `rye run`.',
      data: { run_id: facts.runId, at: facts.at },
    });
  }
}
