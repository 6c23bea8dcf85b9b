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

/** A thread would hold capabilities of a class that its directive has to acknowledge, and does not. */
export class RiskNotAcknowledgedError extends RyeError {
  readonly code = 'runtime/risk-not-acknowledged';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { directive: string; risk: string; capabilities: string[] }) {
    const { directive, risk, capabilities } = facts;
    super(`${directive} may not run: ${capabilities.join(', ')} is ${risk}, and it does not acknowledge that.`, {
      hint: `Grant it less, or put <acknowledge risk="${risk}">why</acknowledge> into its <permissions>.`,
      data: facts,
    });
  }
}

/** An action was not granted: a rule forbids it, somebody has denied it, or there is nobody to ask. */
export class ApprovalDeniedError extends RyeError {
  readonly code = 'runtime/approval-denied';

  constructor(facts: { action: string; reason: string }) {
    super(`Not done: ${facts.action}. ${facts.reason}`, {
      hint: 'Do not try the same again. Do it another way, or return what is missing.',
      data: facts,
    });
  }
}

/** `config/agent/approvals.yaml` says something that cannot be meant. */
export class BadApprovalRulesError extends RyeError {
  readonly code = 'runtime/bad-approval-rules';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { file: string; key: string; problem: string }) {
    const { file, key, problem } = facts;
    super(`${file}: ${key === '' ? 'the file' : `"${key}"`} is not usable: ${problem}.`, {
      hint: 'It holds a list `rules`; docs/approvals.md shows them.',
      data: facts,
    });
  }
}

/** `config/agent/error_classification.yaml` says something that cannot be meant. */
export class BadFailureRulesError extends RyeError {
  readonly code = 'runtime/bad-failure-rules';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { file: string; key: string; problem: string }) {
    const { file, key, problem } = facts;
    super(`${file}: ${key === '' ? 'the file' : `"${key}"`} is not usable: ${problem}.`, {
      hint: 'It holds a list `rules`; docs/errors-and-retries.md shows them.',
      data: facts,
    });
  }
}

/** `config/agent/board.yaml` says something that cannot be meant. */
export class BadBoardError extends RyeError {
  readonly code = 'runtime/bad-board';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { key: string; problem: string }) {
    const { key, problem } = facts;
    super(`config/agent/board.yaml: ${key === '' ? 'the file' : `"${key}"`} is not usable: ${problem}.`, {
      hint: 'It may hold `columns` and `gates`; docs/board.md shows them.',
      data: facts,
    });
  }
}

/** `config/agent/capabilities.yaml` says something that cannot be meant. */
export class BadCapabilityRulesError extends RyeError {
  readonly code = 'runtime/bad-capability-rules';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { file: string; key: string; problem: string }) {
    const { file, key, problem } = facts;
    super(`${file}: ${key === '' ? 'the file' : `"${key}"`} is not usable: ${problem}.`, {
      hint: 'It may hold `grants`, and `risk` with `patterns` and `policies`; docs/permissions.md shows them.',
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
      | 'runtime/still-active'
      | 'runtime/unknown-agent'
      | 'runtime/agent-exists'
      | 'runtime/agent-deleted'
      | 'runtime/unknown-checkpoint'
      | 'runtime/unknown-card'
      | 'runtime/gate-red',
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

/** The thread made the same call again and again, and it came to the same. */
export class NoProgressError extends RyeError {
  readonly code = 'runtime/no-progress';

  /** @param facts.input The call's input as JSON, cut where it is long. */
  constructor(facts: { tool: string; input: string; times: number; runId: string }) {
    const { tool, input, times, runId } = facts;
    super(`No progress: ${tool} was called ${times} times in a row with ${input}, and each time came to the same.`, {
      hint: `\`rye resume ${runId} --message TEXT\` tells it what to do instead; progress.same_call_times in the config agent/runtime says how often is too often.`,
      data: { tool, input, times },
    });
  }
}

/** Turn after turn, none of the calls that the model asked for could be made. */
export class UnusableCallsError extends RyeError {
  readonly code = 'runtime/unusable-calls';

  /** @param facts.last The last refusal. */
  constructor(facts: { turns: number; last: { code: string; message: string }; runId: string }) {
    const { turns, last, runId } = facts;
    super(`In ${turns} turns in a row no call could be made; the last: ${last.message}`, {
      hint: `Look at the calls with \`rye transcript ${runId}\`: a tool may be missing, or a permission, or the model may not be up to it. \`rye resume ${runId} --model MODEL\` takes another one.`,
      data: { turns, code: last.code },
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

/** A directive extends itself by way of others, or one that does not exist. */
export class BadExtendsError extends RyeError {
  readonly code = 'runtime/bad-extends';

  constructor(facts: { chain: string[]; reason: string }, cause?: RyeError) {
    super(`${facts.chain[0]} cannot be composed: ${facts.chain.join(' → ')}: ${facts.reason}.`, {
      hint: 'Correct `extends` in the directive that names it, or the `set_extends` of a hook on resolve_extends.',
      data: facts,
      ...(cause && { cause }),
    });
  }
}

/** A hook could not do what it says. Recorded as `hook_failed`; the thread goes on without it. */
export class HookRefusedError extends RyeError {
  readonly code = 'runtime/hook-refused';

  constructor(
    facts: { hook: string; reason: string },
    hint = 'Correct the hook; `rye validate` looks at all of them.',
  ) {
    super(`The hook ${facts.hook} did nothing: ${facts.reason}.`, { hint, data: facts });
  }
}

/** A hook decided that the thread is to end. */
export class EndedByHookError extends RyeError {
  readonly code = 'runtime/ended-by-hook';

  constructor(facts: { hook: string; on: string; reason: string }) {
    super(`The hook ${facts.hook} ended the thread on ${facts.on}: ${facts.reason}`, {
      hint: 'See `rye log RUN --type hook_completed` for what it was given.',
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

/** The inputs of a graph are not of the types that its schema says. */
export class GraphInputsError extends RyeError {
  readonly code = 'runtime/invalid-inputs';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { graph: string; reason: string }) {
    super(`The inputs of ${facts.graph} do not fit its config_schema: ${facts.reason}`, {
      hint: 'Give them as the schema says; `rye fetch` shows the graph.',
      data: facts,
    });
  }
}

/** A graph needs environment variables that are not there. */
export class MissingEnvironmentError extends RyeError {
  readonly code = 'runtime/missing-environment';
  override readonly exitCode = ExitCode.environment;

  constructor(facts: { graph: string; missing: string[] }) {
    super(`${facts.graph} needs ${facts.missing.join(', ')} in the environment.`, {
      hint: 'Set them, and run it again; nothing was started.',
      data: facts,
    });
  }
}

/** A node of a graph failed, and nothing leads on from there. */
export class GraphFailedError extends RyeError {
  readonly code = 'runtime/graph-failed';

  constructor(facts: { node: string; step: number; code: string; message: string }) {
    super(`Node "${facts.node}" failed in step ${facts.step}: ${facts.message}`, {
      hint: 'Mend what failed, and go on at that node with `rye resume RUN`; `on_error` leads a graph around it.',
      data: facts,
    });
  }
}

/** A graph has taken more steps than it may. */
export class TooManyStepsError extends RyeError {
  readonly code = 'max_steps_exceeded';

  constructor(facts: { graph: string; node: string; steps: number; max: number }) {
    super(
      `${facts.graph} has taken ${facts.steps} of ${facts.max} steps, and is not at its end: next is "${facts.node}".`,
      {
        hint: 'See with `rye log RUN --type graph_step_completed` where it turns in a circle, or raise `max_steps`.',
        data: facts,
      },
    );
  }
}
