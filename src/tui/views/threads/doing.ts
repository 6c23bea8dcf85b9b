import { isFinal, type Json, type JsonObject, type Question, type RunState, type ThreadState } from '#protocol';
import { labelOf } from '../../model/label-of.ts';
import { sanitize } from '../../text/index.ts';
import { amountText } from '../amount-text.ts';

/** What a line on a thread needs to be told beside the thread. */
export interface DoingContext {
  state: RunState;
  nowMs: number;
  /** Somebody drives the run: what has begun goes on. */
  driven: boolean;
  /** The question that the thread waits with. */
  ask?: Question;
}

/** What a thread is in the middle of, or what came of it: a few words. */
export function doingText(thread: ThreadState, context: DoingContext): string {
  return sanitize(isFinal(thread.status) ? outcome(thread) : activity(thread, context), 300);
}

function outcome(thread: ThreadState): string {
  const { status, error, endedBy, limitReached, account } = thread;
  if (limitReached?.limit === 'spend' && status === 'error') {
    return `spent ${amountText((account.own + account.children) / 1e9)} of ${amountText(limitReached.max)}`;
  }
  if (status === 'error') return error?.message ?? 'failed';
  if (status === 'continued') return `goes on as ${thread.continuedBy ?? 'another thread'}`;
  if (endedBy) return `by ${endedBy.by}${endedBy.reason === undefined ? '' : `: ${endedBy.reason}`}`;
  return deliveredText(thread);
}

/** The file that a thread has handed over, or the first words of its result. */
function deliveredText({ outputs, filesWritten, result }: ThreadState): string {
  const output = Object.values(outputs ?? {}).find((value) => typeof value === 'string');
  const file = filesWritten.at(-1);
  if (typeof output === 'string' && !output.includes('\n') && output.length < 200) return lastPart(output);
  if (file !== undefined) return lastPart(file);
  return result ?? (output === undefined ? '' : String(output));
}

function activity(thread: ThreadState, { state, nowMs, driven, ask }: DoingContext): string {
  if (ask) return askText(ask);
  if (thread.status === 'created') return 'not begun';
  if (thread.status === 'waiting') return `awaits ${thread.waitsOn.map((id) => nameOf(state, id)).join(', ')}`;
  if (driven && isRetrying(thread, nowMs)) {
    const { lastFailure, retryAt = '', failuresInARow } = thread;
    const seconds = Math.ceil((Date.parse(retryAt) - nowMs) / 1000);
    return `${lastFailure?.status ?? lastFailure?.code ?? 'failed'} retry ${failuresInARow + 1} in ${seconds} s`;
  }
  if (thread.openModelCall) {
    if (!driven) return `turn ${thread.openModelCall.turn} interrupted`;
    const seconds = Math.max(0, Math.floor((nowMs - Date.parse(thread.openModelCall.startedAt)) / 1000));
    return `turn ${thread.openModelCall.turn}, ${seconds} s`;
  }
  const items = thread.graph?.current?.items;
  if (thread.graph?.current && items) return `${thread.graph.current.node} ${items.done.size}/${items.count}`;
  const call = thread.turns.at(-1)?.calls.find(({ startedAt, end }) => startedAt !== undefined && end === undefined);
  if (!call) return '';
  return `${toolName(call.tool ?? call.name)} ${driven ? callSubject(call.input) : 'interrupted'}`.trim();
}

function askText(ask: Question): string {
  switch (ask.kind) {
    case 'approval':
      return toolName(ask.action.tool);
    case 'limit':
      return ask.limit === 'spend'
        ? `spent ${amountText(ask.current)} of ${amountText(ask.max)}`
        : `${ask.limit} ${ask.current} of ${ask.max}`;
    case 'stuck':
      return 'gets nowhere';
  }
}

/** True while a thread waits to ask its model again after a failure. */
export function isRetrying({ retryAt }: ThreadState, nowMs: number): boolean {
  return retryAt !== undefined && Date.parse(retryAt) > nowMs;
}

/** The last part of a tool's id: `rye/fs/read` is `read`. */
export function toolName(tool: string): string {
  return lastPart(tool);
}

/** What a call is about, where its input says so in one word. */
export function callSubject(input: JsonObject): string {
  for (const key of ['path', 'item_id', 'command', 'url', 'pattern', 'query', 'operation', 'directive']) {
    const value: Json | undefined = input[key];
    if (typeof value === 'string') return value;
  }
  return '';
}

function nameOf(state: RunState, id: string): string {
  const thread = state.threads.get(id);
  return thread ? labelOf(thread) : id;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
