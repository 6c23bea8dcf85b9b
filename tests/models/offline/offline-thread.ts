import { createOfflineModel } from '#models';
import {
  type Clock,
  type ContentBlock,
  type Json,
  type Message,
  type ModelReply,
  type ModelRequest,
  type ToolUseBlock,
  toText,
} from '#protocol';

/** A clock that stands still; a sleep lasts until it is cancelled only where `awake` is false. */
export function stillClock(awake = true): Clock & { slept: number[] } {
  const slept: number[] = [];
  return {
    slept,
    now: () => 0,
    async sleep(ms, signal) {
      slept.push(ms);
      if (awake || signal?.aborted === true) return;
      await new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve(), { once: true }));
    },
  };
}

export function aRequest(
  changes: Partial<Omit<ModelRequest, 'asker'>> & { asker?: Partial<ModelRequest['asker']> } = {},
): ModelRequest {
  const { asker, ...rest } = changes;
  return {
    callId: 'c1',
    model: 'claude-haiku-4-5',
    system: 'You are a scout.',
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Go.' }] }],
    tools: [],
    maxOutputTokens: 4096,
    ...rest,
    asker: { runId: 'r', thread: 't', place: 'root', directive: 'demo', body: '', inputs: {}, outputs: [], ...asker },
  };
}

/** Answers a tool call: a result, or with `fail` a failed one. */
export type ToolStub = (call: ToolUseBlock) => Json | { fail: string };

export function resultMessage(content: ContentBlock[], tool: ToolStub): Message {
  const calls = content.filter((block) => block.type === 'tool_use');
  return {
    role: 'user',
    content: calls.map((call) => {
      const result = tool(call);
      const failed = typeof result === 'object' && result !== null && !Array.isArray(result) && 'fail' in result;
      const text = failed
        ? toText(result['fail'] ?? null)
        : typeof result === 'string'
          ? result
          : JSON.stringify(result);
      return { type: 'tool_result', tool_use_id: call.id, content: text, ...(failed && { is_error: true }) };
    }),
  };
}

/** Plays a script to its end, each call on a fresh model; returns every reply. */
export async function play(
  script: string | undefined,
  request: ModelRequest,
  tool: ToolStub = () => ({ ok: true }),
): Promise<ModelReply[]> {
  const replies: ModelReply[] = [];
  let current = request;
  while (replies.length < 20) {
    const reply = await ask(script, current);
    replies.push(reply);
    if (!reply.ok || reply.stopReason !== 'tool_use') return replies;
    const answer: Message = { role: 'assistant', content: reply.content };
    current = { ...current, messages: [...current.messages, answer, resultMessage(reply.content, tool)] };
  }
  throw new Error('the script does not end');
}

/** One call on a fresh model. */
export function ask(
  script: string | undefined,
  request: ModelRequest,
  clock: Clock = stillClock(),
): Promise<ModelReply> {
  const loadScript = async () => (script === undefined ? undefined : { path: '.ai/offline/demo.yaml', text: script });
  return createOfflineModel({ loadScript, clock }).call(request, { signal: new AbortController().signal });
}

/** The calls of each answer, as `[id, name, input]`; a failure is its message. */
export function callsOf(replies: ModelReply[]): (unknown[][] | string)[] {
  return replies.map((reply) =>
    reply.ok
      ? reply.content.flatMap((block) => (block.type === 'tool_use' ? [[block.id, block.name, block.input]] : []))
      : reply.failure.message,
  );
}

export function textOf(reply: ModelReply | undefined): string {
  if (reply?.ok !== true) return `failed: ${reply?.failure.message}`;
  return reply.content.map((block) => (block.type === 'text' ? block.text : '')).join('');
}
