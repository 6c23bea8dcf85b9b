import type { Clock, ModelPort, ModelReply, ModelRequest } from '#protocol';
import { addressOf, type Connection, createClient } from './create-client.ts';
import { type CallEnd, failureOf } from './failure-of.ts';
import { MessageReader } from './message-reader.ts';
import { readFrames } from './read-frames.ts';
import { countBody, messageBody } from './request-body.ts';
import { SilenceWatch } from './silence-watch.ts';
import { BrokenStreamError } from './stream-errors.ts';

/**
 * The API adds a system text of its own to a request with tools, some hundreds of tokens that no byte of the request
 * shows. Rounded up.
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/overview (pricing)
 */
const OVERHEAD_TOKENS = 1000;

/** A connection is used again only where the end of its answer was read; that is waited for no longer than this. */
const LAST_BYTES_MS = 1000;

/** What the provider is made of. */
export interface AnthropicPorts extends Connection {
  clock: Clock;
  /** A stream from which nothing comes for so long has failed. Unit: ms. */
  silenceMs: number;
}

/**
 * The Messages API, by the SDK of its makers; it is loaded with the first call. Always streams. Nothing is tried twice
 * here: a retry is a turn's, and recorded.
 * @see docs/adr/0007-a-call-is-whole-or-failed.md
 */
export function createAnthropicModel(ports: AnthropicPorts): ModelPort {
  let client: ReturnType<typeof createClient> | undefined;
  const connect = (): ReturnType<typeof createClient> => {
    client ??= createClient(ports);
    return client;
  };
  return {
    name: 'anthropic',
    simulated: false,
    overheadTokens: OVERHEAD_TOKENS,
    call: (request, options) => call(request, options, ports, connect),
    async countTokens(request, { signal } = {}) {
      const { messages } = await connect();
      // Asking costs nothing and changes nothing, so here the SDK may try again by itself.
      const options = { maxRetries: 2, timeout: ports.silenceMs, ...(signal && { signal }) };
      return messages.countTokens(countBody(request), options).then(
        ({ input_tokens }) => input_tokens,
        () => undefined,
      );
    },
  };
}

async function call(
  request: ModelRequest,
  { signal, onDelta }: Parameters<ModelPort['call']>[1],
  ports: AnthropicPorts,
  connect: () => ReturnType<typeof createClient>,
): Promise<ModelReply> {
  const reader = new MessageReader();
  const cancelled = (): ModelReply => failed({ kind: 'cancelled', sent: false, error: signal.reason }, reader, ports);
  if (signal.aborted) return cancelled();
  const { messages } = await connect();
  if (signal.aborted) return cancelled();
  // Only now: while the SDK was loaded, nobody owed an answer.
  const watch = new SilenceWatch(ports.clock, ports.silenceMs);
  try {
    const response = await messages
      .create(messageBody(request), { signal: AbortSignal.any([signal, watch.signal]) })
      .asResponse();
    for await (const frame of readFrames(response, () => watch.heard())) {
      const text = reader.take(frame);
      if (text !== '') onDelta?.(text);
      if (reader.isOver) watch.shorten(LAST_BYTES_MS);
    }
    return reader.reply();
  } catch (error) {
    if (reader.isOver && !(error instanceof BrokenStreamError)) return answerOf(reader, ports);
    const kind = signal.aborted ? 'cancelled' : watch.signal.aborted ? 'silent' : 'thrown';
    return failed({ kind, sent: true, error }, reader, ports);
  } finally {
    watch.stop();
  }
}

/** The message came whole, then the connection broke: it is paid for, and is the answer. */
function answerOf(reader: MessageReader, ports: AnthropicPorts): ModelReply {
  try {
    return reader.reply();
  } catch (error) {
    return failed({ kind: 'thrown', sent: true, error }, reader, ports);
  }
}

function failed(
  end: Pick<CallEnd, 'kind' | 'sent' | 'error'>,
  reader: MessageReader,
  ports: AnthropicPorts,
): ModelReply {
  const { silenceMs, apiKey, clock } = ports;
  const failure = failureOf({ ...end, silenceMs, apiKey, address: addressOf(ports), nowMs: clock.now() }, reader);
  return { ok: false, failure };
}
