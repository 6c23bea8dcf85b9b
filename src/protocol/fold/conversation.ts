import type { Json } from '../errors.ts';
import type { Message, ToolResultBlock } from '../ports/model.ts';
import type { CallEnd, ThreadState, ToolCallState, TurnState } from './state.ts';

/** The messages of a thread so far, as its model would be sent them next. */
export function conversationOf(thread: ThreadState): Message[] {
  const injected = thread.injectedFirst.map(({ text }) => text);
  const first = [thread.context?.prompt ?? '', ...injected].filter((text) => text !== '');
  const messages: Message[] = [{ role: 'user', content: first.map((text) => ({ type: 'text', text })) }];
  for (const turn of thread.turns) {
    // A provider refuses an empty assistant message.
    const content = turn.content.length > 0 ? turn.content : [{ type: 'text' as const, text: '(no answer)' }];
    messages.push({ role: 'assistant', content });
    const reply = replyTo(turn);
    if (reply.length > 0) messages.push({ role: 'user', content: reply });
  }
  return messages;
}

function replyTo(turn: TurnState): (ToolResultBlock | { type: 'text'; text: string })[] {
  return [...turn.calls.flatMap(resultOf), ...turn.injected.map(({ text }) => ({ type: 'text' as const, text }))];
}

function resultOf(call: ToolCallState): ToolResultBlock[] {
  if (!call.end) return [];
  const failed = call.end.kind !== 'completed';
  return [
    { type: 'tool_result', tool_use_id: call.callId, content: toldAs(call.end), ...(failed && { is_error: true }) },
  ];
}

function toldAs(end: CallEnd): string {
  switch (end.kind) {
    case 'completed':
      return asText(end.result ?? null);
    case 'failed':
    case 'denied':
      return asText({ error: { ...end.error }, ...(end.result !== undefined && { result: end.result }) } as Json);
    case 'interrupted':
      return asText({
        error: { code: 'interrupted', message: 'Interrupted, outcome unknown: the process ended while this ran.' },
      });
  }
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
