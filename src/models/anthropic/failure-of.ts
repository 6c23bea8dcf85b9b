import type { ModelFailure, Usage } from '#protocol';
import { classifyFailure, isAuthFailure } from './classify-failure.ts';
import { type ReadError, readError } from './read-error.ts';
import { retryAfterMs } from './retry-after.ts';

/** How a call ended without an answer. */
export interface CallEnd {
  kind: 'cancelled' | 'silent' | 'thrown';
  /** The request was handed to the network. */
  sent: boolean;
  error: unknown;
  silenceMs: number;
  /** The server as a person is told of it. */
  address: string;
  nowMs: number;
  apiKey?: string | undefined;
}

/** What was read before. */
export interface ReadSoFar {
  readonly usage: Usage | undefined;
  readonly usageIsFinal: boolean;
}

/** The longest message that is kept: a server may answer with a page. */
const LONGEST_MESSAGE = 600;

const SHORTEST_KEY = 8;

/** The failure of a call as a value, with what it had used until then. */
export function failureOf(end: CallEnd, { usage, usageIsFinal }: ReadSoFar): ModelFailure {
  const read = factsOf(end);
  const { category, retryable, code } = classifyFailure(read);
  const wait = read.headers && retryAfterMs(read.headers, end.nowMs);
  return {
    category,
    code: read.type ?? read.errorCode ?? code,
    message: shorten(withoutKey(read.message, end.apiKey)),
    retryable,
    mayHaveCost: read.mayHaveCost || usage !== undefined,
    ...(read.status !== undefined && { status: read.status }),
    ...(wait !== undefined && { retryAfterMs: wait }),
    ...(usage && { usage }),
    ...(usageIsFinal && { usageIsFinal }),
  };
}

function factsOf({ kind, sent, error, silenceMs, address, apiKey }: CallEnd): ReadError {
  if (kind === 'cancelled') {
    return { cancelled: true, errorCode: 'cancelled', message: 'The call was cancelled.', mayHaveCost: sent };
  }
  if (kind === 'silent') {
    const message = `nothing came from ${address} for ${silenceMs / 1000} s`;
    return { broken: 'timeout', message, mayHaveCost: sent };
  }
  const read = readError(error, address);
  if (!isAuthFailure(read)) return read;
  const hint = apiKey === undefined ? 'ANTHROPIC_API_KEY is not set.' : 'Check ANTHROPIC_API_KEY.';
  return { ...read, message: `${read.message}. ${hint}` };
}

/** Servers quote what they were sent. A word that short is no key, and stands in many a message. */
function withoutKey(message: string, apiKey: string | undefined): string {
  return apiKey !== undefined && apiKey.length >= SHORTEST_KEY
    ? message.replaceAll(apiKey, '[redacted:ANTHROPIC_API_KEY]')
    : message;
}

function shorten(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}…` : line;
}
