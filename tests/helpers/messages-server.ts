import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { JsonObject, Usage } from '#protocol';
import { noUsage, readReported } from './messages-frames.ts';

/** A request as it came in. */
export interface MessagesRequest {
  path: string;
  headers: IncomingHttpHeaders;
  body: MessagesBody;
}

/** The body of a request to the Messages API, as far as tests look into it. */
export interface MessagesBody {
  model: string;
  max_tokens?: number;
  stream?: boolean;
  system?: JsonObject[];
  tools?: JsonObject[];
  messages: { role: string; content: JsonObject[] }[];
}

/** One request and what was reported of it, as the server itself saw it. */
export interface Exchange extends MessagesRequest {
  /** What the events sent so far told of its usage; absent where none did. */
  reported?: Usage;
  /** The other side went away before the answer was over. */
  dropped: boolean;
}

/** How a request is answered. */
export type Answer =
  | { status: number; headers?: Record<string, string>; body?: string }
  | {
      /** Server-sent events, whole, in order. */
      frames: string[];
      /** Bytes of them that are sent; the rest is not. */
      cutAt?: number;
      /** Behind the last byte: end the answer (the default), break the connection, or say nothing more. */
      ending?: 'end' | 'destroy' | 'hang';
      /** Waits before each frame. Unit: ms. */
      delayMs?: number;
      contentType?: string;
    };

export interface MessagesServer {
  /** For `ANTHROPIC_BASE_URL`. */
  url: string;
  journal: Exchange[];
  /** How many connections were made to it. */
  connections(): number;
  close(): Promise<void>;
}

export interface MessagesServerOptions {
  /** Answers `/v1/messages/count_tokens`; without it the path is not there. */
  countTokens?: (body: MessagesBody) => number;
  /** Called whenever a frame was sent. */
  onFrame?: (exchange: Exchange) => void;
}

/** A server on 127.0.0.1 that speaks the Messages API and does what a test tells it, down to the byte. */
export async function startMessagesServer(
  answer: (request: MessagesRequest, ordinal: number) => Answer | Promise<Answer>,
  options: MessagesServerOptions = {},
): Promise<MessagesServer> {
  const journal: Exchange[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as MessagesBody;
      const exchange: Exchange = { path: request.url ?? '', headers: request.headers, body, dropped: false };
      response.on('close', () => {
        exchange.dropped = !response.writableFinished;
      });
      if (exchange.path.includes('count_tokens')) return count(response, body, options);
      journal.push(exchange);
      const what = new Promise<Answer>((resolve) => {
        resolve(answer(exchange, journal.length));
      });
      void what.catch(faulty).then((found) => send(response, found, exchange, options));
    });
  });
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    journal,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A script that breaks is told at once: a request without an answer would keep its test waiting. */
function faulty(error: unknown): Answer {
  const message = `the server of the test broke: ${String(error)}`;
  return { status: 400, body: JSON.stringify({ error: { type: 'invalid_request_error', message } }) };
}

function count(response: ServerResponse, body: MessagesBody, { countTokens }: MessagesServerOptions): void {
  response.writeHead(countTokens ? 200 : 404, { 'content-type': 'application/json' });
  response.end(
    JSON.stringify(countTokens ? { input_tokens: countTokens(body) } : { error: { type: 'not_found_error' } }),
  );
}

async function send(
  response: ServerResponse,
  answer: Answer,
  exchange: Exchange,
  options: MessagesServerOptions,
): Promise<void> {
  if ('status' in answer) {
    response.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    response.end(answer.body ?? '');
    return;
  }
  response.writeHead(200, { 'content-type': answer.contentType ?? 'text/event-stream; charset=utf-8' });
  response.flushHeaders();
  let left = answer.cutAt ?? Number.POSITIVE_INFINITY;
  for (const frame of answer.frames) {
    if (answer.delayMs !== undefined) await sleep(answer.delayMs);
    const bytes = Buffer.from(frame);
    const part = bytes.subarray(0, left);
    left -= part.length;
    if (response.destroyed) return;
    // A cut is only a cut once what came before it has left.
    await new Promise((resolve) => response.write(part, resolve));
    if (part.length === bytes.length) report(exchange, frame);
    options.onFrame?.(exchange);
    if (left <= 0) break;
  }
  if (answer.ending === 'destroy') response.destroy();
  else if (answer.ending !== 'hang') response.end();
}

function report(exchange: Exchange, frame: string): void {
  const reported = readReported(frame);
  if (reported) exchange.reported = { ...noUsage, ...exchange.reported, ...reported };
}
