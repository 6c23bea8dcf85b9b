import type { FailureCategory } from '#protocol';

/** What is known of a failed call. */
export interface FailureFacts {
  /** HTTP status; absent where none came, or where the failure came after it. */
  status?: number;
  /** The provider's own word, such as `overloaded_error`. */
  type?: string;
  /** A narrower word than the type, where a server gives one. */
  errorCode?: string;
  message: string;
  /** What broke on this side of the wire: `timeout`, `connection`, or `stream` where an answer came by half. */
  broken?: 'timeout' | 'connection' | 'stream';
  cancelled?: boolean;
}

/** What a failure counts as. */
export interface Classified {
  category: FailureCategory;
  retryable: boolean;
  /** Stands in for a type that the provider did not give. */
  code: string;
}

interface Row extends Classified {
  matches(facts: FailureFacts): boolean;
}

/**
 * The table of formats.md 10: the first row that matches wins, words are matched whatever their case. A status says
 * more than the words beside it, so that words alone decide only where there is no status.
 */
const rows: readonly Row[] = [
  {
    code: 'quota_exhausted',
    category: 'quota',
    retryable: false,
    matches: (facts) =>
      facts.status === 402 ||
      is(facts, 'insufficient_quota', 'quota_exceeded', 'billing_hard_limit_reached', 'billing_error') ||
      /\bquota\b|\bbilling\b|credit balance|spend limit/i.test(facts.message),
  },
  {
    code: 'rate_limit_error',
    category: 'rate_limited',
    retryable: true,
    matches: (facts) =>
      facts.status === 429 ||
      is(facts, 'rate_limit_error', 'rate_limit_exceeded') ||
      says(facts, /rate limit|too many requests|throttled/i),
  },
  {
    code: 'overloaded_error',
    category: 'overloaded',
    retryable: true,
    matches: (facts) => facts.status === 529 || is(facts, 'overloaded_error'),
  },
  {
    code: 'network_timeout',
    category: 'transient',
    retryable: true,
    matches: (facts) =>
      facts.broken === 'timeout' ||
      facts.status === 408 ||
      is(facts, 'timeout_error', 'TimeoutError', 'ReadTimeout', 'ConnectTimeout') ||
      says(facts, /timeout|timed out/i),
  },
  {
    code: 'network_connection',
    category: 'transient',
    retryable: true,
    matches: (facts) =>
      facts.broken === 'connection' ||
      facts.broken === 'stream' ||
      says(facts, /connection (reset|refused)|\bnetwork\b/i),
  },
  {
    code: 'http_0_connection',
    category: 'transient',
    retryable: true,
    matches: ({ status }) => status === 0,
  },
  {
    code: 'api_error',
    category: 'transient',
    retryable: true,
    // 501 and 505 say that the server never will; every other of the five hundreds that it may.
    matches: (facts) =>
      (facts.status !== undefined && facts.status >= 500 && facts.status !== 501 && facts.status !== 505) ||
      is(facts, 'api_error'),
  },
  {
    code: 'authentication_error',
    category: 'permanent',
    retryable: false,
    matches: isAuthFailure,
  },
  {
    code: 'cancelled',
    category: 'cancelled',
    retryable: false,
    matches: (facts) => facts.cancelled === true || is(facts, 'CancelledError'),
  },
];

const DEFAULT: Classified = { code: 'invalid_request_error', category: 'permanent', retryable: false };

export function classifyFailure(facts: FailureFacts): Classified {
  const { code, category, retryable } = rows.find((row) => row.matches(facts)) ?? DEFAULT;
  return { code, category, retryable };
}

/** The account is not known, or may not. */
export function isAuthFailure(facts: FailureFacts): boolean {
  return (
    facts.status === 401 ||
    facts.status === 403 ||
    is(facts, 'authentication_error', 'permission_error', 'invalid_api_key')
  );
}

function is({ type, errorCode }: FailureFacts, ...words: string[]): boolean {
  const wanted = words.map((word) => word.toLowerCase());
  return [type, errorCode].some((word) => word !== undefined && wanted.includes(word.toLowerCase()));
}

function says({ status, message }: FailureFacts, pattern: RegExp): boolean {
  return status === undefined && pattern.test(message);
}
