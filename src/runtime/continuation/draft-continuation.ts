import { chainStart, chainUpTo, type EventData, type EventDraft, type RunState, type ThreadState } from '#protocol';
import type { RuntimePorts } from '../ports.ts';
import { freshId } from '../spawn-thread.ts';

/** What a continuation is to be. */
export interface ContinuationRequest {
  why: NonNullable<EventData<'thread_created'>['continuation']>['why'];
  /** What it is told beside what it still sees. */
  message?: string;
  /** The thread that asks for it, and its call. */
  by?: { thread: string; callId: string };
  /** For people, in the log. */
  reason: string;
}

/**
 * The two events by which one thread goes on with the work of another: with its inputs, its model, its capabilities and
 * its limits, on its money. Appended together, so that a chain never has a gap.
 */
export function draftContinuation(
  state: RunState,
  ports: RuntimePorts,
  thread: ThreadState,
  request: ContinuationRequest,
): { id: string; drafts: [EventDraft, EventDraft] } {
  const { why, message, by, reason } = request;
  const id = freshId(state, thread.directive, ports);
  const first = chainStart(state, thread);
  // The money is the first thread's, so no other has a spend limit.
  const { spend: _spend, ...limits } = thread.limits;
  const created: EventDraft = {
    thread: id,
    ...(by && { call_id: by.callId }),
    type: 'thread_created',
    data: {
      place: `${first.place}+${chainUpTo(state, thread).length}`,
      directive: thread.directive,
      definition: thread.definition,
      inputs: thread.inputs,
      model: thread.model,
      ...(thread.modelTier !== undefined && { model_tier: thread.modelTier }),
      limits,
      capabilities: thread.capabilities,
      outputs: thread.declaredOutputs,
      depth: thread.depth,
      ...(first.parent !== undefined && { parent: first.parent }),
      ...(thread.async && { async: true }),
      ...(by && { spawned_by: by.callId }),
      continuation_of: thread.id,
      continuation: { why, ...(message !== undefined && { message }), ...(by && { by: by.thread }) },
    },
  };
  return {
    id,
    drafts: [{ thread: thread.id, type: 'thread_continued', data: { continued_by: id, reason } }, created],
  };
}
