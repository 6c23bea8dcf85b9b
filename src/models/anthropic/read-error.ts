import type { FailureFacts } from './classify-failure.ts';
import { BrokenStreamError, NotAStreamError, StreamedError } from './stream-errors.ts';

/** What an error says of the call that threw it. */
export interface ReadError extends FailureFacts {
  headers?: Headers;
  /** False where the request certainly did not leave, or was answered with an HTTP error. */
  mayHaveCost: boolean;
}

/** Codes of Node and its `fetch` for a connection that never came to be: nothing was sent. */
const NOT_CONNECTED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EAI_FAIL|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * Reads what the SDK throws, by its shape: its classes would have to be loaded to be asked for.
 * @param address The server as a person is told of it.
 */
export function readError(error: unknown, address: string): ReadError {
  if (error instanceof StreamedError) return { type: error.type, message: error.message, mayHaveCost: true };
  if (error instanceof BrokenStreamError) {
    return { errorCode: error.code, broken: 'stream', message: error.message, mayHaveCost: true };
  }
  if (error instanceof NotAStreamError) {
    const message = `${address} does not speak the Messages API: ${error.message}. Is ANTHROPIC_BASE_URL right?`;
    return { errorCode: 'not_a_stream', message, mayHaveCost: true };
  }
  const status = numberAt(error, 'status');
  if (status !== undefined) return readAnswer(error, status, address);
  const code = connectionCode(error);
  return {
    broken: code !== undefined && /TIMEOUT|TIMEDOUT/.test(code) ? 'timeout' : 'connection',
    message: `the connection to ${address} failed: ${code ?? messageOf(error)}`,
    mayHaveCost: code === undefined || !NOT_CONNECTED.test(code),
  };
}

function readAnswer(error: unknown, status: number, address: string): ReadError {
  const type = stringAt(error, 'type');
  const inner = at(at(error, 'error'), 'error');
  const errorCode = stringAt(inner, 'code') ?? stringAt(error, 'errorCode');
  const said = stringAt(error, 'apiMessage') ?? messageOf(error);
  const headers = at(error, 'headers');
  return {
    status,
    message: `${address} answered ${said.startsWith(String(status)) ? said : `${status}: ${said}`}`,
    ...(type !== undefined && { type }),
    ...(errorCode !== undefined && { errorCode }),
    ...(headers instanceof Headers && { headers }),
    mayHaveCost: false,
  };
}

/** The first code on the way to the cause. */
function connectionCode(error: unknown): string | undefined {
  for (let each = error, depth = 0; each !== undefined && depth < 5; each = at(each, 'cause'), depth += 1) {
    const code = stringAt(each, 'code');
    if (code !== undefined) return code;
  }
  return undefined;
}

function messageOf(error: unknown): string {
  let message = error instanceof Error ? error.message : String(error);
  for (let each = at(error, 'cause'); each instanceof Error; each = each.cause) message = each.message || message;
  return message;
}

function at(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

function stringAt(value: unknown, key: string): string | undefined {
  const found = at(value, key);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function numberAt(value: unknown, key: string): number | undefined {
  const found = at(value, key);
  return typeof found === 'number' ? found : undefined;
}
