import { ExitCode, type JsonObject, type LimitName, RyeError, usdText } from '#protocol';

/** A thread came to one of its ceilings. */
export class LimitExceededError extends RyeError {
  readonly code = 'limit_exceeded';

  /** @param facts.needUsd What the next call would have set aside. */
  constructor(facts: { limit: LimitName; current: number; max: number; runId: string; needUsd?: number }) {
    const { limit, current, max, runId, needUsd } = facts;
    const need = needUsd === undefined ? '' : `The next call can cost up to ${usdText(needUsd)}. `;
    super(`limit_exceeded: ${limit} (${current}/${max})`, {
      hint:
        limit === 'spend'
          ? `${need}Go on with \`rye resume ${runId} --budget USD\`: what is recorded is not paid again.`
          : `Go on with \`rye resume ${runId} --limit ${limit}=N\`.`,
      data: { limit, current, max, ...(needUsd !== undefined && { need_usd: needUsd }) },
    });
  }
}

/** A spawn asked for more money than its parent has left. */
export class InsufficientBudgetError extends RyeError {
  readonly code = 'insufficient_budget';

  constructor(facts: { directive: string; wanted_usd: number; remaining_usd: number }) {
    super(
      `${facts.directive} was not spawned: it wants $${facts.wanted_usd} and its parent has $${facts.remaining_usd} left.`,
      { hint: 'Spawn it with a smaller limit_overrides.spend, or raise the budget of the run.', data: facts },
    );
  }
}

/** A spawn would go below what depth or count allow. */
export class SpawnRefusedError extends RyeError {
  readonly code = 'runtime/spawn-refused';

  constructor(facts: { directive: string; reason: string }) {
    super(`${facts.directive} was not spawned: ${facts.reason}.`, {
      hint: 'Use what the finished threads returned, or raise the limit in the directive of the parent.',
      data: facts,
    });
  }
}

/** The inputs given do not fit the ones that the directive declares. */
export class InvalidInputsError extends RyeError {
  readonly code = 'runtime/invalid-inputs';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { item: string; missing: string[]; unknown: string[]; declared: string[] }) {
    const parts = [
      ...(facts.missing.length > 0 ? [`missing: ${facts.missing.join(', ')}`] : []),
      ...(facts.unknown.length > 0 ? [`unknown: ${facts.unknown.join(', ')}`] : []),
    ];
    super(`The inputs of ${facts.item} do not fit: ${parts.join('; ')}.`, {
      hint: `It declares ${facts.declared.join(', ') || 'no inputs'}. Give one with -i name=value.`,
      data: facts,
    });
  }
}

/** The inputs are too large for an event. */
export class InputsTooLargeError extends RyeError {
  readonly code = 'runtime/inputs-too-large';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { item: string; bytes: number; most: number }) {
    super(`The inputs of ${facts.item} have ${facts.bytes} bytes, and the most is ${facts.most}.`, {
      hint: 'Put the content into a file of the project and give its path; the thread reads it in pieces.',
      data: facts,
    });
  }
}

/** A tool call that cannot be made as the model asked for it. Told to the model; the thread goes on. */
export class CallRefusedError extends RyeError {
  readonly code: string;

  constructor(
    code:
      | 'runtime/unknown-tool'
      | 'runtime/invalid-call'
      | 'runtime/permission-denied'
      | 'runtime/truncated-call'
      | 'runtime/unknown-thread'
      | 'runtime/not-a-descendant'
      | 'runtime/still-active',
    message: string,
    facts: { hint?: string; data?: JsonObject } = {},
  ) {
    super(message, facts);
    this.code = code;
  }
}

/** The model went on failing, or failed in a way that no retry mends. */
export class ModelFailedError extends RyeError {
  readonly code = 'runtime/model-failed';

  constructor(facts: { category: string; message: string; attempts: number }) {
    super(`The model gave no answer (${facts.category}, attempt ${facts.attempts}): ${facts.message}`, {
      hint: 'See `rye log RUN --type model_call_failed`; `rye resume RUN` asks again.',
      data: facts,
    });
  }
}

/** The thread ended its turns without the outputs that its directive requires. */
export class OutputsMissingError extends RyeError {
  readonly code = 'runtime/outputs-missing';

  constructor(facts: { directive: string; missing: string[] }) {
    super(`${facts.directive} ended without its required outputs: ${facts.missing.join(', ')}.`, {
      hint: 'Read its transcript; `rye resume RUN --message TEXT` tells it what is missing.',
      data: facts,
    });
  }
}

/** The thread said itself that it could not do what was asked. */
export class ReturnedError extends RyeError {
  readonly code = 'runtime/returned-error';

  constructor(facts: { directive: string; detail: string }) {
    super(`${facts.directive} returned an error: ${facts.detail}`, { hint: 'Read its transcript.', data: facts });
  }
}

/** A run whose driver stopped on purpose; it can be resumed. Unwinds the thread loops, and is not recorded. */
export class InterruptedError extends RyeError {
  readonly code = 'runtime/interrupted';
  override readonly exitCode = ExitCode.interrupted;

  constructor(runId: string) {
    super(`${runId} was interrupted.`, { hint: `Go on with \`rye resume ${runId}\`.`, data: { run_id: runId } });
  }
}
