import { describe, expect, test } from 'vitest';
import { classifyFailure, type FailureFacts } from '../../../src/models/anthropic/classify-failure.ts';
import { retryAfterMs } from '../../../src/models/anthropic/retry-after.ts';

const said = (message: string, rest: Partial<FailureFacts> = {}): FailureFacts => ({ message, ...rest });

describe('a failure', () => {
  test.each<[string, FailureFacts, string, boolean]>([
    ['a quota by its code', said('', { status: 429, errorCode: 'insufficient_quota' }), 'quota', false],
    ['a quota by its code in capitals', said('', { status: 400, errorCode: 'QUOTA_EXCEEDED' }), 'quota', false],
    ['a quota by its words', said('You exceeded your current quota', { status: 429 }), 'quota', false],
    ['billing by its words', said('Go to Plans & Billing', { status: 400 }), 'quota', false],
    ['billing by its type', said('', { type: 'billing_error', status: 402 }), 'quota', false],
    ['402 without a word', said('', { status: 402 }), 'quota', false],

    ['429 with a type', said('slow down', { status: 429, type: 'rate_limit_error' }), 'rate_limited', true],
    ['429 with words in capitals', said('RATE LIMIT reached', { status: 429 }), 'rate_limited', true],
    ['429 without a word', said('', { status: 429 }), 'rate_limited', true],
    ['a rate limit in mid-stream', said('slow down', { type: 'rate_limit_error' }), 'rate_limited', true],
    ['Too Many Requests without a status', said('Too Many Requests'), 'rate_limited', true],

    ['529', said('', { status: 529 }), 'overloaded', true],
    ['an overload in mid-stream', said('Overloaded', { type: 'overloaded_error' }), 'overloaded', true],
    ['an overload behind another status', said('', { status: 503, type: 'overloaded_error' }), 'overloaded', true],

    ['a silence', said('', { broken: 'timeout' }), 'transient', true],
    ['408', said('', { status: 408 }), 'transient', true],
    ['Timed Out in mid-stream', said('Request Timed Out', { type: 'invalid_request_error' }), 'transient', true],
    ['a timeout in mid-stream by its type', said('', { type: 'timeout_error' }), 'transient', true],
    ['a broken connection', said('', { broken: 'connection' }), 'transient', true],
    ['a connection reset by its words', said('Connection reset by peer'), 'transient', true],
    ['a status of 0', said('', { status: 0 }), 'transient', true],
    ['500', said('', { status: 500 }), 'transient', true],
    ['502', said('', { status: 502 }), 'transient', true],
    ['503', said('', { status: 503 }), 'transient', true],
    ['504', said('', { status: 504 }), 'transient', true],
    ['524', said('', { status: 524 }), 'transient', true],
    ['an api_error in mid-stream', said('', { type: 'api_error' }), 'transient', true],

    ['401', said('', { status: 401 }), 'permanent', false],
    ['403', said('', { status: 403, type: 'permission_error' }), 'permanent', false],
    ['a key that is refused in mid-stream', said('', { type: 'authentication_error' }), 'permanent', false],
    ['400', said('messages: too long', { status: 400 }), 'permanent', false],
    ['400 that speaks of a timeout', said('timeout: must be a number', { status: 400 }), 'permanent', false],
    ['404', said('', { status: 404 }), 'permanent', false],
    ['413', said('', { status: 413, type: 'request_too_large' }), 'permanent', false],
    ['422', said('', { status: 422 }), 'permanent', false],
    ['501', said('', { status: 501 }), 'permanent', false],
    ['anything else', said('who knows'), 'permanent', false],
    ['a cancel', said('', { cancelled: true }), 'cancelled', false],
  ])('that is %s', (_what, facts, category, retryable) => {
    expect(classifyFailure(facts)).toMatchObject({ category, retryable });
  });
});

describe('the wait that a provider asks for', () => {
  const now = Date.parse('2026-01-02T03:04:05Z');
  test.each([
    [{ 'retry-after': '7' }, 7000],
    [{ 'retry-after': ' 0.25 ' }, 250],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Fri, 02 Jan 2026 03:04:35 GMT' }, 30_000],
    [{ 'retry-after': 'Fri, 02 Jan 2026 03:03:05 GMT' }, 0],
    [{ 'retry-after-ms': '1500', 'retry-after': '7' }, 1500],
    [{ 'retry-after-ms': 'soon', 'retry-after': '7' }, 7000],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{ 'retry-after': '' }, undefined],
    [{ 'retry-after': '9'.repeat(40) }, Number.MAX_SAFE_INTEGER],
    [{}, undefined],
  ])('%j', (headers, ms) => {
    expect(retryAfterMs(new Headers(headers as Record<string, string>), now)).toBe(ms);
  });
});
