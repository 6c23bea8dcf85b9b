import { ExitCode, RyeError } from '#protocol';

/** No provider can answer for the run. */
export class NoProviderError extends RyeError {
  readonly code = 'app/no-provider';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { provider: string; reason: string }) {
    super(`No model answers: ${facts.reason}`, {
      hint: 'Set ANTHROPIC_API_KEY, or add --offline: a script answers in the model’s place, and tools do real work.',
      data: facts,
    });
  }
}

/** An argument of a use case that cannot be used. */
export class UsageError extends RyeError {
  readonly code = 'app/usage';
  override readonly exitCode = ExitCode.usage;

  constructor(message: string, hint: string) {
    super(message, { hint });
  }
}

/** The beginning of a run's id that more than one run has. */
export class AmbiguousRunError extends RyeError {
  readonly code = 'app/ambiguous-run';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { run: string; runs: string[] }) {
    const { run, runs } = facts;
    super(
      `"${run}" is the beginning of ${runs.length} runs: ${runs.slice(0, 10).join(', ')}${runs.length > 10 ? ', …' : ''}.`,
      {
        hint: 'Write more of the id.',
        data: { ...facts },
      },
    );
  }
}

/** A run has ended, and nothing new was asked of it. */
export class NothingToResumeError extends RyeError {
  readonly code = 'app/nothing-to-resume';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { run_id?: string; status?: string }) {
    super(
      facts.run_id === undefined
        ? 'There is no run that can be gone on with.'
        : `${facts.run_id} is ${facts.status}: there is nothing left to do.`,
      {
        hint:
          facts.run_id === undefined
            ? 'Start one with `rye run ITEM`, or `rye demo`.'
            : `Give it something to do with \`rye resume ${facts.run_id} --message TEXT\`.`,
        data: { ...facts },
      },
    );
  }
}

/** A thread that the run does not have. */
export class UnknownThreadError extends RyeError {
  readonly code = 'app/unknown-thread';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { run_id: string; thread: string; places: string[] }) {
    super(`${facts.run_id} has no thread "${facts.thread}".`, {
      hint: `Name one by id or place: ${facts.places.slice(0, 5).join(', ')}${facts.places.length > 5 ? ', …' : ''}`,
      data: facts,
    });
  }
}

/** A template that does not exist. */
export class UnknownTemplateError extends RyeError {
  readonly code = 'app/unknown-template';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { template: string; known: string[] }) {
    super(`There is no template "${facts.template}".`, {
      hint: `The templates are ${facts.known.join(', ')}.`,
      data: facts,
    });
  }
}

/** Files of a template that stand in the project already. */
export class FilesInTheWayError extends RyeError {
  readonly code = 'app/files-in-the-way';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { files: string[] }) {
    super(
      `Nothing was written: ${facts.files.slice(0, 5).join(', ')}${facts.files.length > 5 ? ', …' : ''} would be overwritten.`,
      {
        hint: 'Move them away, choose another folder, or add --force.',
        data: facts,
      },
    );
  }
}

/** A side effect was cut off, and a person has to say whether it is made again. */
export class DecisionNeededError extends RyeError {
  readonly code = 'app/decision-needed';
  override readonly exitCode = ExitCode.decision;

  constructor(facts: { run_id: string; calls: { thread: string; tool: string }[] }) {
    super(
      `${facts.run_id} was interrupted while ${facts.calls.map(({ tool }) => tool).join(', ')} ran; its outcome is unknown.`,
      {
        hint: 'Look at what it did, then resume with --on-interrupted report (the model is told) or retry (it is made again).',
        data: facts,
      },
    );
  }
}

/** A run that is tried out has not come to its end. */
export class ProbeStoppedError extends RyeError {
  readonly code = 'app/probe-stopped';
  override readonly exitCode: ExitCode;

  constructor({ exitCode, ...facts }: { run_id: string; status: string; exitCode: ExitCode }) {
    const isInterrupted = exitCode === ExitCode.interrupted;
    super(`${facts.run_id} was to be tried out, and ${isInterrupted ? 'was interrupted' : `is ${facts.status}`}.`, {
      hint: isInterrupted
        ? 'Say the same again: it goes on where it was, and what was paid is not paid again.'
        : 'Say the same again with a higher --budget, or with --approve auto: it goes on where it was.',
      data: facts,
    });
    this.exitCode = isInterrupted ? ExitCode.interrupted : ExitCode.decision;
  }
}
