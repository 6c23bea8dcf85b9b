import { onTestFinished } from 'vitest';
import { systemClock } from '#app';
import { createAnthropicModel } from '#models';
import type { Clock, ModelFailure, ModelPort, ModelReply, ModelRequest } from '#protocol';
import {
  type Answer,
  type MessagesRequest,
  type MessagesServer,
  type MessagesServerOptions,
  startMessagesServer,
} from '../../helpers/messages-server.ts';
import { aRequest } from '../offline/offline-thread.ts';

export const KEY = 'sk-ant-test-0123456789abcdef';

export interface Asking {
  model: ModelPort;
  server: MessagesServer;
}

/** The real provider in front of a server that answers by `answer`; both go when the test ends. */
export async function asking(
  answer: (request: MessagesRequest, ordinal: number) => Answer | Promise<Answer>,
  options: MessagesServerOptions & { silenceMs?: number; clock?: Clock; apiKey?: string } = {},
): Promise<Asking> {
  const server = await startMessagesServer(answer, options);
  onTestFinished(() => server.close());
  const { silenceMs = 30_000, clock = systemClock, apiKey = KEY } = options;
  return { server, model: createAnthropicModel({ ...(apiKey && { apiKey }), baseUrl: server.url, clock, silenceMs }) };
}

export function never(): AbortSignal {
  return new AbortController().signal;
}

/** One call of a plain request. */
export function ask({ model }: Asking, request: Partial<ModelRequest> = {}): Promise<ModelReply> {
  return model.call(aRequest(request), { signal: never() });
}

/** The failure of a reply that has to be one. */
export function failureIn(reply: ModelReply): ModelFailure {
  if (reply.ok) throw new Error(`expected a failure, got ${JSON.stringify(reply.content)}`);
  return reply.failure;
}
