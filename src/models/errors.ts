import { ExitCode, RyeError } from '#protocol';

/** Where a project says what a model costs. */
const pricingFile = '.ai/config/agent/pricing.yaml';

/** Thrown for a tier or model id that neither the configuration nor the price list knows. */
export class UnknownModelError extends RyeError {
  readonly code = 'models/unknown-model';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { wanted: string; tiers: string[]; nearest: string[] }) {
    const nearest = facts.nearest.length > 0 ? ` Nearest ids: ${facts.nearest.join(', ')}.` : '';
    super(`No tier and no model is called "${facts.wanted}".`, {
      hint: `Tiers: ${facts.tiers.join(', ') || 'none'}.${nearest} A model of your own goes under "models:" in .ai/config/agent/models.yaml.`,
      data: { wanted: facts.wanted, tiers: facts.tiers, nearest: facts.nearest },
    });
  }
}

/** Thrown where a model is known and its price is not: without one, no spend limit can hold. */
export class UnknownPriceError extends RyeError {
  readonly code = 'models/unknown-price';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { model: string }) {
    super(`The price of the model "${facts.model}" is not known, so its spend could not be limited.`, {
      hint: `Give it in ${pricingFile}, in USD per million tokens:\nmodels:\n  ${facts.model}: {input: 3, output: 15, cache_read: 0.3, cache_write: 3.75}`,
      data: { model: facts.model, file: pricingFile },
    });
  }
}

/** Thrown for a configuration of models or prices that has the wrong shape. */
export class BadModelConfigError extends RyeError {
  readonly code = 'models/bad-config';
  override readonly exitCode = ExitCode.usage;

  constructor(facts: { file: string; key: string; problem: string }) {
    super(`${facts.file}: ${facts.key === '' ? 'the file' : `"${facts.key}"`} is not usable: ${facts.problem}.`, {
      hint: 'The bundled file of this name shows every key.',
      data: { file: facts.file, key: facts.key, problem: facts.problem },
    });
  }
}

/** Raised inside the offline model; it leaves it as a failure value of the same code. */
export class OfflineScriptError extends RyeError {
  readonly code = 'models/offline-script';
  override readonly exitCode = ExitCode.usage;

  /** @param facts.file The script's path, or for process text the directive's id. */
  constructor(facts: { file: string; line: number; problem: string }) {
    super(`${facts.file}:${facts.line}: ${facts.problem}`, {
      hint: 'The format of offline scripts is described in docs/offline-scripts.md.',
      data: { file: facts.file, line: facts.line, problem: facts.problem },
    });
  }
}
