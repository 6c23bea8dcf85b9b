/** What a value of a config file may be. `strict` keys are refused at a run, so a misspelt one is an error. */
export type Shape =
  | 'any'
  | 'text'
  | 'flag'
  | 'number'
  | 'count'
  | { oneOf: readonly string[] }
  | { list: Shape }
  | { oneOrMore: Shape }
  | { of: Shape }
  | { keys: Readonly<Record<string, Shape>>; strict?: true };

const limits: Shape = {
  keys: {
    turns: 'count',
    tokens: 'count',
    spend: 'number',
    spend_currency: 'text',
    spawns: 'count',
    depth: 'count',
    duration_seconds: 'number',
  },
};

const models: Shape = {
  keys: {
    tiers: { of: 'text' },
    models: { of: { keys: { window: 'count', max_output: 'count' }, strict: true } },
    defaults: { keys: { window: 'count', max_output: 'count' }, strict: true },
  },
};

const pricing: Shape = {
  keys: {
    models: {
      of: { keys: { input: 'number', output: 'number', cache_read: 'number', cache_write: 'number' }, strict: true },
    },
  },
};

const runtime: Shape = {
  keys: {
    limits,
    storage: { keys: { max_run_megabytes: 'count' } },
    concurrency: { keys: { max_total_threads: 'count', max_concurrent_children: 'count' } },
    model: { keys: { max_output_tokens: 'count', silence_timeout_seconds: 'number' } },
    retry: { keys: { max_retries: 'count' } },
    coordination: { keys: { wait_timeout_seconds: 'number' } },
    continuation: { keys: { trigger_threshold: 'number', resume_ceiling_tokens: 'count' } },
    tool_preload: { keys: { max_tokens: 'count' } },
    result_guard: { keys: { max_chars: 'count', max_chars_when_full: 'count' } },
    child_policy: {
      keys: {
        on_parent_cancel: { oneOf: ['cascade_cancel'] },
        on_parent_error: { oneOf: ['cascade_cancel', 'allow'] },
        on_parent_complete: { oneOf: ['cascade_cancel', 'allow'] },
      },
    },
    progress: { keys: { same_call_times: 'count', unusable_turns: 'count' } },
    prompts: { keys: { env: { list: 'text' } } },
  },
};

const riskClass: Shape = { oneOf: ['safe', 'write', 'elevated', 'unrestricted'] };
const riskPolicy: Shape = { oneOf: ['allow', 'acknowledge', 'block'] };

const capabilities: Shape = {
  keys: {
    grants: { of: { list: 'text' } },
    risk: {
      keys: {
        patterns: { list: { keys: { pattern: 'text', risk: riskClass }, strict: true } },
        policies: {
          keys: { safe: riskPolicy, write: riskPolicy, elevated: riskPolicy, unrestricted: riskPolicy },
          strict: true,
        },
      },
      strict: true,
    },
  },
  strict: true,
};

const patterns: Shape = { oneOrMore: 'text' };

const approvals: Shape = {
  keys: {
    rules: {
      list: {
        keys: {
          name: 'text',
          do: { oneOf: ['ask', 'allow', 'deny'] },
          why: 'text',
          capability: patterns,
          risk: { oneOrMore: riskClass },
          path: patterns,
          host: patterns,
          command: patterns,
        },
        strict: true,
      },
    },
  },
  strict: true,
};

const failures: Shape = {
  keys: {
    rules: {
      list: {
        keys: {
          id: 'text',
          match: {
            keys: {
              status: { oneOrMore: 'count' },
              code: patterns,
              category: patterns,
              message: patterns,
            },
            strict: true,
          },
          retryable: 'flag',
          category: 'text',
          wait: { keys: { base: 'number', max: 'number', fixed: 'number' }, strict: true },
        },
        strict: true,
      },
    },
  },
  strict: true,
};

const board: Shape = {
  keys: {
    columns: { list: 'text' },
    gates: { of: { keys: { command: 'text', timeout_seconds: 'number', approval: 'flag' }, strict: true } },
  },
  strict: true,
};

/** The config files whose keys are known, by id. Of any other only the YAML is looked at. */
export const configShapes: Readonly<Record<string, Shape>> = {
  'agent/approvals': approvals,
  'agent/board': board,
  'agent/capabilities': capabilities,
  'agent/error_classification': failures,
  'agent/models': models,
  'agent/pricing': pricing,
  'agent/runtime': runtime,
  tui: { keys: { keys: { of: { list: 'text' } } } },
};

/** The config files that hold hooks, with the keys of their lists (formats 5.2). */
export const hookFiles: Readonly<Record<string, readonly string[]>> = {
  'agent/hooks': ['hooks'],
  'agent/hook_conditions': ['builtin_hooks', 'context_hooks', 'infra_hooks'],
};
