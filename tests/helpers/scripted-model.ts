import type { ContentBlock, JsonObject, ModelFailure, ModelPort, ModelReply, ModelRequest, Usage } from '#protocol';

/** A tool call as a script writes it. */
export interface ScriptedCall {
  name: string;
  input: JsonObject;
  id?: string;
}

/** What a script answers; what it leaves out is a plain, cheap answer. */
export interface ScriptedAnswer {
  text?: string;
  calls?: ScriptedCall[];
  usage?: Partial<Usage>;
  stopReason?: Extract<ModelReply, { ok: true }>['stopReason'];
  /** Of virtual time. */
  delayMs?: number;
  fail?: Partial<ModelFailure>;
  /** Runs until it is aborted. */
  hang?: boolean;
}

export interface ScriptedModel extends ModelPort {
  readonly requests: ModelRequest[];
}

/** The turn that a request asks for, from 1: one more than the answers in it. */
export function turnOf(request: ModelRequest): number {
  return request.messages.filter(({ role }) => role === 'assistant').length + 1;
}

/** The results that the last message of a request holds, as text, in order. */
export function resultsIn(request: ModelRequest): string[] {
  return (request.messages.at(-1)?.content ?? []).flatMap((block) =>
    block.type === 'tool_result' ? [block.content] : [],
  );
}

/** Every text that the last message of a request holds. */
export function textsIn(request: ModelRequest): string[] {
  return (request.messages.at(-1)?.content ?? []).flatMap((block) => (block.type === 'text' ? [block.text] : []));
}

/** A model that answers by a function of the request alone, and remembers what it was asked. */
export function scriptedModel(
  script: (request: ModelRequest) => ScriptedAnswer,
  facts: {
    simulated?: boolean;
    sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
    countTokens?: (request: ModelRequest) => number;
  } = {},
): ScriptedModel {
  const requests: ModelRequest[] = [];
  return {
    name: 'scripted',
    simulated: facts.simulated ?? false,
    requests,
    async call(request, { signal }) {
      requests.push(request);
      const answer = script(request);
      if (answer.delayMs !== undefined) await facts.sleep?.(answer.delayMs, signal);
      if (answer.hang) await untilAborted(signal);
      if (signal.aborted) return failure({ category: 'cancelled', code: 'aborted', retryable: false });
      return answer.fail ? failure(answer.fail) : reply(request, answer);
    },
    ...(facts.countTokens && { countTokens: async (request: ModelRequest) => facts.countTokens?.(request) ?? 0 }),
  };
}

function reply(request: ModelRequest, answer: ScriptedAnswer): ModelReply {
  const calls = (answer.calls ?? []).map(
    (call, index): ContentBlock => ({
      type: 'tool_use',
      id: call.id ?? `${request.callId}-${index}`,
      name: call.name,
      input: call.input,
    }),
  );
  const text: ContentBlock[] = answer.text === undefined ? [] : [{ type: 'text', text: answer.text }];
  const usage = { input_tokens: 10, output_tokens: 5, cache_read_tokens: 0, cache_write_tokens: 0, ...answer.usage };
  return {
    ok: true,
    content: [...text, ...calls],
    stopReason: answer.stopReason ?? (calls.length > 0 ? 'tool_use' : 'end_turn'),
    usage,
  };
}

function failure(facts: Partial<ModelFailure>): ModelReply {
  return {
    ok: false,
    failure: {
      category: 'transient',
      code: 'api_error',
      message: 'try later',
      retryable: true,
      mayHaveCost: true,
      ...facts,
    },
  };
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

/** Hands over outputs. */
export function give(outputs: JsonObject): ScriptedCall {
  return { name: 'directive_return', input: outputs };
}

/** Spawns a thread, and waits for it unless `async` is among the options. */
export function spawn(directive: string, options: JsonObject = {}): ScriptedCall {
  return { name: 'rye_execute', input: { item_type: 'directive', item_id: directive, ...options } };
}

/** An operation on threads. */
export function operation(name: string, input: JsonObject = {}): ScriptedCall {
  return { name: 'rye_agent_threads_orchestrator', input: { operation: name, ...input } };
}
