import type { Json } from '../errors.ts';
import type { Message, ToolResultBlock } from '../ports/model.ts';
import type { CallEnd, ThreadState, ToolCallState, TurnState } from './state.ts';

/** What of a thread's conversation can change no more: everything but its last turn. */
interface Settled {
  context: ThreadState['context'];
  /** Turns in `messages`, and the last of them. */
  count: number;
  last: TurnState | undefined;
  messages: Message[];
}

/** Kept with each thread: built anew before every call, a conversation would cost the square of its length. */
const settledOf = new WeakMap<ThreadState, Settled>();

/**
 * The messages of a thread so far, as its model would be sent them next. The list is the caller's own, the messages in
 * it are shared with later calls and must not be changed.
 */
export function conversationOf(thread: ThreadState): Message[] {
  const settled = settle(thread);
  const messages = settled.messages.slice();
  const last = thread.turns.at(-1);
  if (last) addTurn(messages, last);
  return messages;
}

/** A turn takes in results and texts only as long as it is the last one. */
function settle(thread: ThreadState): Settled {
  const count = Math.max(0, thread.turns.length - 1);
  const known = settledOf.get(thread);
  const goesOn =
    known !== undefined &&
    known.count > 0 &&
    known.count <= count &&
    known.context === thread.context &&
    known.last === thread.turns[known.count - 1];
  const settled = goesOn ? known : { context: thread.context, count: 0, last: undefined, messages: opening(thread) };
  for (const turn of thread.turns.slice(settled.count, count)) addTurn(settled.messages, turn);
  settled.count = count;
  settled.last = thread.turns[count - 1];
  settledOf.set(thread, settled);
  return settled;
}

/** What stands before a thread's own turns: its prompt and, of a continuation, what it still sees of the turns before it. */
function opening({ context, carried = [], injectedFirst }: ThreadState): Message[] {
  const messages: Message[] = [];
  const prompt = context?.prompt ?? '';
  addTexts(messages, [prompt]);
  for (const turn of carried) addTurn(messages, { ...turn, calls: turn.calls.map(closed) });
  addTexts(messages, [context?.closing ?? '', ...injectedFirst.map(({ text }) => text)]);
  return messages.length > 0 ? messages : [{ role: 'user', content: [] }];
}

/** Texts for the model, in the message that is its user's last where there is one. */
function addTexts(messages: Message[], texts: string[]): void {
  const content = texts.filter((text) => text !== '').map((text) => ({ type: 'text' as const, text }));
  if (content.length === 0) return;
  const last = messages.at(-1);
  if (last?.role === 'user') messages[messages.length - 1] = { role: 'user', content: [...last.content, ...content] };
  else messages.push({ role: 'user', content });
}

/** A call whose thread ended before it did: its continuation must not make it again without knowing that it began. */
function closed(call: ToolCallState): ToolCallState {
  if (call.end) return call;
  const end: CallEnd =
    call.startedSeq === undefined
      ? { kind: 'denied', error: { code: 'not_made', message: NOT_MADE }, result: undefined, seq: 0 }
      : { kind: 'interrupted', effect: call.effect ?? 'once', seq: 0 };
  return { ...call, end };
}

const NOT_MADE = 'Not made: the thread ended before it came to this call.';

function addTurn(messages: Message[], turn: TurnState): void {
  // A provider refuses an empty assistant message.
  const content = turn.content.length > 0 ? turn.content : [{ type: 'text' as const, text: '(no answer)' }];
  messages.push({ role: 'assistant', content });
  const reply = replyTo(turn);
  if (reply.length > 0) messages.push({ role: 'user', content: reply });
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
