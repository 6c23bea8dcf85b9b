import type { ContentBlock, ToolUseBlock, Usage } from '../events/index.ts';
import type { modelEvents } from '../events/model-events.ts';
import { toNano } from '../money.ts';
import { type Handlers, takenOver, threadOf } from './handlers.ts';
import { charge, release, reserve } from './ledger.ts';
import { standStill } from './pause.ts';
import type { RunState, ThreadState } from './state.ts';

export const modelHandlers: Handlers<keyof typeof modelEvents> = {
  model_call_started(state, event) {
    const thread = threadOf(state, event);
    delete thread.retryAt;
    thread.openModelCall = {
      callId: event.call_id ?? '',
      turn: event.turn ?? thread.turns.length + 1,
      seq: event.seq,
      startedAt: event.at,
      data: event.data,
    };
    thread.modelCalls += 1;
    if (event.taken_over) takenOver(thread).modelCalls += 1;
    reserve(state, thread, toNano(event.data.reserved_usd));
  },
  model_call_completed(state, event) {
    const thread = threadOf(state, event);
    const frame = thread.openModelCall?.data.frame;
    settle(state, thread, event.data.cost_usd);
    // What was taken over is not used here; how full the window is follows from it all the same.
    addUsage(event.taken_over ? takenOver(thread).usage : thread.usage, event.data.usage);
    if (event.data.saved_usd !== undefined)
      thread.account.saved = (thread.account.saved ?? 0) + toNano(event.data.saved_usd);
    thread.lastInput = { tokens: totalInput(event.data.usage), ...(frame !== undefined && { frame }) };
    thread.failuresInARow = 0;
    delete thread.lastFailure;
    thread.turns.push({
      turn: event.turn ?? thread.turns.length + 1,
      content: event.data.content,
      stopReason: event.data.stop_reason,
      calls: toolUses(event.data.content).map(({ id, name, input }) => ({ callId: id, name, input })),
      injected: thread.injectedMeanwhile.splice(0),
    });
    standStill(thread, event.at);
  },
  model_call_failed(state, event) {
    const thread = threadOf(state, event);
    const unsettled = event.data.unsettled_usd ?? 0;
    settle(state, thread, (event.data.cost_usd ?? 0) + unsettled);
    // The call is made anew, and tells of what came meanwhile.
    (thread.turns.at(-1)?.injected ?? thread.injectedFirst).push(...thread.injectedMeanwhile.splice(0));
    standStill(thread, event.at);
    thread.account.unsettled += toNano(unsettled);
    if (event.data.usage) addUsage(thread.usage, event.data.usage);
    // A call that ended because rye did says nothing about the provider.
    if (event.data.category === 'interrupted') return;
    thread.failuresInARow += 1;
    thread.failures = (thread.failures ?? 0) + 1;
    thread.lastFailure = event.data;
  },
  retry_scheduled(state, event) {
    threadOf(state, event).retryAt = new Date(Date.parse(event.at) + event.data.delay_ms).toISOString();
  },
};

function settle(state: RunState, thread: ThreadState, costUsd: number): void {
  const open = thread.openModelCall;
  if (open) release(state, thread, toNano(open.data.reserved_usd));
  delete thread.openModelCall;
  charge(state, thread, toNano(costUsd));
}

function toolUses(content: ContentBlock[]): ToolUseBlock[] {
  return content.filter((block) => block.type === 'tool_use');
}

function addUsage(total: Usage, more: Usage): void {
  total.input_tokens += more.input_tokens;
  total.output_tokens += more.output_tokens;
  total.cache_read_tokens += more.cache_read_tokens;
  total.cache_write_tokens += more.cache_write_tokens;
}

function totalInput(usage: Usage): number {
  return usage.input_tokens + usage.cache_read_tokens + usage.cache_write_tokens;
}
