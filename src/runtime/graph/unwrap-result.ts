import type { CallEnd, ErrorFact, Json, JsonObject } from '#protocol';

/** What came of a call, as templates and edges see it. */
export interface Unwrapped {
  result: JsonObject;
  /** It has failed. */
  error?: ErrorFact;
}

/** What an envelope says of the call and not of its result. */
const ENVELOPE = ['chain', 'metadata', 'path', 'source', 'resolved_env_keys'];

/**
 * The result of a call: what an envelope holds, a mapping as it is, any other value as `result`. Data that says
 * `success: false` has failed as well as a call that did. Source: design formats, 6.5.
 */
export function unwrapResult(end: CallEnd): Unwrapped {
  if (end.kind === 'interrupted') {
    const error = {
      code: 'runtime/interrupted',
      message: 'It had begun when its process died; whether it was done is unknown.',
    };
    return { result: { status: 'error', error: error.message }, error };
  }
  const result = lift(end.result ?? null);
  if (end.kind !== 'completed') return failed({ ...result, error: end.error.message }, end.error);
  const { status, success, error } = result;
  if (status !== 'error' && success !== false) return { result };
  const told = typeof error === 'string' ? error : error === undefined ? 'it says so itself' : JSON.stringify(error);
  return failed(result, { code: 'runtime/returned-error', message: told });
}

function failed(result: JsonObject, error: ErrorFact): Unwrapped {
  return { result: { ...result, status: 'error', error: result['error'] ?? error.message }, error };
}

function lift(value: Json): JsonObject {
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) return { result: value };
  const { status, type, data, error } = value;
  const isEnvelope = typeof status === 'string' && typeof type === 'string' && 'item_id' in value;
  if (!isEnvelope) return value;
  const lifted = isObject(data)
    ? { ...(error !== undefined && { error }), ...data, ...(status === 'error' && { status }) }
    : value;
  return Object.fromEntries(Object.entries(lifted).filter(([key]) => !ENVELOPE.includes(key)));
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
