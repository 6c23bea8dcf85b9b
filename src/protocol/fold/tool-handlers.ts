import type { ContentFact, EventType } from '../events/index.ts';
import type { toolEvents } from '../events/tool-events.ts';
import { type Handlers, takenOver, threadOf } from './handlers.ts';
import { standStill } from './pause.ts';
import type { RunState, ToolCallState } from './state.ts';

export const toolHandlers: Handlers<keyof typeof toolEvents> = {
  tool_call_started(state, event) {
    const call = callOf(state, event);
    call.tool = event.data.tool;
    call.effect = event.data.effect;
    call.startedSeq = event.seq;
    call.startedAt = event.at;
    const thread = threadOf(state, event);
    call.idleMsBefore = thread.idleMs;
    thread.toolCalls += 1;
    if (event.taken_over) takenOver(thread).toolCalls += 1;
  },
  tool_call_completed(state, event) {
    const { result, artifact } = event.data;
    callOf(state, event).end = { kind: 'completed', result, ...hashOf(artifact), seq: event.seq };
    standStill(threadOf(state, event), event.at);
    noteReads(state, event, event.data.files_read);
  },
  tool_call_failed(state, event) {
    const { error, result, artifact } = event.data;
    callOf(state, event).end = { kind: 'failed', error, result, ...hashOf(artifact), seq: event.seq };
    standStill(threadOf(state, event), event.at);
    noteReads(state, event, event.data.files_read);
  },
  tool_result_replaced(state, event) {
    callOf(state, event).end = { kind: 'completed', result: event.data.result, seq: event.seq };
  },
  tool_call_denied(state, event) {
    const call = callOf(state, event);
    call.tool = event.data.tool;
    call.end = { kind: 'denied', error: event.data.error, result: undefined, seq: event.seq };
  },
  tool_call_interrupted(state, event) {
    const call = callOf(state, event);
    if (event.data.decision === 'reported') {
      call.end = { kind: 'interrupted', effect: event.data.effect, seq: event.seq };
    } else {
      // It will be made again, as if it had not begun.
      delete call.startedSeq;
      delete call.startedAt;
    }
  },
};

interface CallEvent {
  thread: string;
  seq: number;
  type: EventType;
  call_id?: string | undefined;
}

function callOf(state: RunState, event: CallEvent): ToolCallState {
  const call = findCall(threadOf(state, event).turns.at(-1)?.calls ?? [], event.call_id);
  if (!call)
    throw new Error(`event ${event.seq} (${event.type}) is about call ${event.call_id}, which the model never made`);
  return call;
}

/** Where in a turn of many calls one was found last: they are made in order, so the next is looked for from there. */
const lastFound = new WeakMap<readonly ToolCallState[], number>();

function findCall(calls: readonly ToolCallState[], wanted: string | undefined): ToolCallState | undefined {
  const from = lastFound.get(calls) ?? 0;
  for (let step = 0; step < calls.length; step += 1) {
    const at = (from + step) % calls.length;
    if (calls[at]?.callId !== wanted) continue;
    if (at !== from) lastFound.set(calls, at);
    return calls[at];
  }
  return undefined;
}

function hashOf(artifact: ContentFact | undefined): { artifact?: string } {
  return artifact ? { artifact: artifact.sha256 } : {};
}

function noteReads(state: RunState, event: CallEvent, paths: string[] | undefined): void {
  const { filesRead } = threadOf(state, event);
  for (const path of paths ?? []) if (!filesRead.includes(path)) filesRead.push(path);
}
