import { type EventData, type Json, type JsonObject, toText } from '#protocol';
import { HookRefusedError } from '../errors.ts';

/** The tool by which a hook decides how its thread goes on. It is rye's own: no model is offered it. */
export const CONTROL_TOOL = 'rye/agent/threads/internal/control';

/** What a hook can decide. */
export type Answer = NonNullable<EventData<'hooks_dispatched'>['answer']>;

const ANSWERS: readonly Answer[] = ['continue', 'skip', 'retry', 'fail', 'abort', 'suspend', 'escalate'];

/** The result of the control tool. @throws {HookRefusedError} an action that it does not know */
export function controlOf(
  hook: string,
  { action, error, suspend_reason: reason, limit_type: limit, current_value: current, max_retries: most }: JsonObject,
): JsonObject {
  if (!isAnswer(action)) {
    const named = JSON.stringify(action ?? null);
    throw new HookRefusedError({ hook, reason: `${named} is no action; there are ${ANSWERS.join(', ')}` });
  }
  const said =
    error ?? reason ?? (action === 'escalate' && limit !== undefined ? escalation(limit, current) : undefined);
  return {
    action,
    ...(typeof said === 'string' && said !== '' && { error: said }),
    ...(typeof most === 'number' && { max_retries: most }),
  };
}

function escalation(limit: Json, current: Json | undefined): string {
  return `${toText(limit)} stands at ${toText(current ?? '?')}`;
}

/** What one action decides. */
export interface Said {
  answer: Answer;
  error?: string;
  /** How often a node of a graph is tried again. */
  maxRetries?: number;
}

/** What the result of an action decides: only one that names an answer does, so that a tool that logs decides nothing. */
export function answerIn(result: JsonObject): Said | undefined {
  for (const candidate of [result['data'], result]) {
    if (typeof candidate !== 'object' || candidate === null || Array.isArray(candidate)) continue;
    const { action, error, max_retries: most } = candidate;
    if (!isAnswer(action)) continue;
    return {
      answer: action,
      ...(typeof error === 'string' && error !== '' && { error }),
      ...(typeof most === 'number' && { maxRetries: most }),
    };
  }
  return undefined;
}

function isAnswer(value: Json | undefined): value is Answer {
  return ANSWERS.some((answer) => answer === value);
}
