import type { FailureCategory, ModelFailure } from '#protocol';
import type { ScriptFailure } from './script/script-schema.ts';

const codes: Record<FailureCategory, string> = {
  rate_limited: 'rate_limit_error',
  overloaded: 'overloaded_error',
  transient: 'api_error',
  permanent: 'invalid_request_error',
  quota: 'billing_error',
  cancelled: 'cancelled',
  interrupted: 'interrupted',
  replay_miss: 'replay_miss',
};

const retryable: readonly FailureCategory[] = ['rate_limited', 'overloaded', 'transient'];

/** A failure of the offline model; nothing can have been charged for it, as no request left. */
export function failureOf(facts: Partial<ScriptFailure>): ModelFailure {
  const category = facts.category ?? 'permanent';
  return {
    category,
    code: facts.code ?? codes[category],
    message: facts.message ?? `The script fails this call (${category}).`,
    retryable: retryable.includes(category),
    ...(facts.status !== undefined && { status: facts.status }),
    ...(facts.retry_after_ms !== undefined && { retryAfterMs: facts.retry_after_ms }),
    mayHaveCost: false,
  };
}
