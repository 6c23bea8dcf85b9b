import type { Directive, EventData, Json, JsonObject, ThreadState } from '#protocol';
import { threadCost } from '#protocol';
import { activeSeconds } from '../limits/seconds-left.ts';
import type { RunContext } from '../run-context.ts';

/** What the hooks of an event can look at (formats 5.6); every one has `directive`, `inputs` and `thread_id` beside it. */
export function contextDocument(run: RunContext, thread: ThreadState, directive: Directive, on: string): JsonObject {
  const about: JsonObject = {
    ...common(thread),
    directive_body: [directive.source.id, directive.description, directive.body].join('\n'),
    model: thread.model,
    limits: thread.limits as JsonObject,
  };
  if (on === 'thread_continued') return { ...about, previous_thread_id: thread.continuationOf ?? '' };
  if (on === 'build_system_prompt') return about;
  return {
    ...about,
    project_path: run.ports.projectRoot,
    depth: thread.depth,
    parent_thread_id: thread.parent ?? 'none',
    spend_limit: thread.limits.spend ?? null,
    max_turns: thread.limits.turns ?? null,
    capabilities_summary: thread.capabilities.join(', '),
  };
}

/** After a turn whose calls are done, and at the end. */
export function stepDocument(run: RunContext, thread: ThreadState): JsonObject {
  const { outputs, result, error } = thread;
  return {
    ...common(thread),
    cost: costOf(run, thread),
    status: thread.status,
    project_path: run.ports.projectRoot,
    ...(outputs && { outputs }),
    ...(result !== undefined && { result }),
    ...(error && { error: { code: error.code, message: error.message } }),
  };
}

export function returnDocument(run: RunContext, thread: ThreadState, outputs: JsonObject): JsonObject {
  return { ...common(thread), cost: costOf(run, thread), outputs };
}

/** A model call that failed. @param retries Whether it is tried again, as far as the runtime goes. */
export function errorDocument(
  thread: ThreadState,
  { category, code, message, retryable }: EventData<'model_call_failed'>,
  retries: boolean,
): JsonObject {
  return {
    ...common(thread),
    error: { code, message },
    classification: { category, code, retryable, retry_policy: retries ? 'backoff' : 'none' },
    failures_in_a_row: thread.failuresInARow,
  };
}

export function limitDocument(run: RunContext, thread: ThreadState, reached: EventData<'limit_reached'>): JsonObject {
  return {
    ...common(thread),
    limit_code: `${reached.limit}_exceeded`,
    current_value: reached.current,
    current_max: reached.max,
    cost: costOf(run, thread),
    error_context: errorContext(thread),
  };
}

export function windowDocument(thread: ThreadState, used: number, window: number): JsonObject {
  return { ...common(thread), usage_ratio: window > 0 ? used / window : 1, tokens_used: used, tokens_limit: window };
}

function common(thread: ThreadState): JsonObject {
  return { directive: thread.directive, inputs: thread.inputs, thread_id: thread.id };
}

function costOf({ ports }: RunContext, thread: ThreadState): JsonObject {
  const { turns, input_tokens, output_tokens, usd } = threadCost(thread);
  const elapsed = Math.round(activeSeconds(thread, ports.clock.now()));
  return { turns, input_tokens, output_tokens, spend: usd, elapsed_seconds: elapsed };
}

const RECENT = 5;

function errorContext({ turns, lastFailure }: ThreadState): JsonObject {
  const calls = turns.slice(-RECENT).flatMap((turn) => turn.calls);
  const said = turns.at(-1)?.content.flatMap((block) => (block.type === 'text' ? [block.text] : [])) ?? [];
  const errors = calls.flatMap(({ name, end }): Json[] =>
    end?.kind === 'failed' || end?.kind === 'denied'
      ? [{ tool: name, code: end.error.code, message: end.error.message }]
      : [],
  );
  return {
    last_assistant: said.join('\n'),
    recent_tool_calls: calls.slice(-RECENT).map(({ name, end }) => ({ tool: name, status: end?.kind ?? 'open' })),
    recent_errors: errors.slice(-RECENT),
    recent_llm_errors: lastFailure ? [{ code: lastFailure.code, message: lastFailure.message }] : [],
  };
}
