import type { Action } from '../approvals/action.ts';
import type { JsonObject } from '../errors.ts';
import type { approvalEvents } from '../events/approval-events.ts';
import type { EventData } from '../events/index.ts';
import type { Handlers } from './handlers.ts';
import { isFinal, type RunState } from './state.ts';

/** One question about one exact action, and what came of it. */
export interface Approval {
  /** `a1`, `a2`, … in the order in which a run asks. */
  id: string;
  thread: string;
  callId?: string;
  action: Action;
  digest: string;
  risk: string;
  rule?: string;
  why?: string;
  /** Places from the root to who asks. */
  askedBy: string[];
  /** ISO 8601. */
  at: string;
  status: 'pending' | 'granted' | 'denied' | 'voided';
  answer?: {
    by?: string;
    at: string;
    scope?: EventData<'approval_granted'>['scope'];
    pattern?: string;
    /** What is called instead of what was asked for. */
    input?: JsonObject;
    /** Of the action that was granted. */
    digest?: string;
    /** What somebody said with it, or why it is void. */
    note?: string;
  };
}

export const approvalHandlers: Handlers<keyof typeof approvalEvents> = {
  approval_requested(state, event) {
    const { approval: id, action, digest, risk, rule, why, asked_by: askedBy } = event.data;
    state.approvals.set(id, {
      id,
      thread: event.thread,
      ...(event.call_id !== undefined && { callId: event.call_id }),
      action: {
        tool: action.tool,
        input: action.input,
        ...(action.definition !== undefined && { definition: action.definition }),
      },
      digest,
      risk,
      ...(rule !== undefined && { rule }),
      ...(why !== undefined && { why }),
      askedBy,
      at: event.at,
      status: 'pending',
    });
    const thread = state.threads.get(event.thread);
    if (thread) thread.asksAbout = id;
  },
  approval_granted(state, { at, data }) {
    const { approval, by, scope, pattern, input, digest } = data;
    answer(state, approval, 'granted', {
      by,
      at,
      scope,
      digest,
      ...(pattern !== undefined && { pattern }),
      ...(input && { input }),
    });
  },
  approval_denied(state, { at, data: { approval, by, note } }) {
    answer(state, approval, 'denied', { by, at, ...(note !== undefined && { note }) });
  },
  approval_voided(state, { at, data: { approval, reason } }) {
    answer(state, approval, 'voided', { at, note: reason });
  },
};

function answer(state: RunState, id: string, status: Approval['status'], given: Approval['answer'] & object): void {
  const approval = state.approvals.get(id);
  if (!approval) return;
  approval.status = status;
  approval.answer = given;
  const thread = state.threads.get(approval.thread);
  if (thread?.asksAbout === id) delete thread.asksAbout;
}

/** The questions that somebody has to answer, in the order in which they were asked; a thread that has ended asks nothing. */
export function pendingApprovals(state: RunState): Approval[] {
  return [...state.approvals.values()].filter((each) => isPending(state, each));
}

/** True where an answer would still be acted on. */
export function isPending(state: RunState, { status, thread }: Approval): boolean {
  const asker = state.threads.get(thread);
  return status === 'pending' && asker !== undefined && !isFinal(asker.status);
}

/** The newest question about one call of a thread. */
export function approvalOfCall(state: RunState, thread: string, callId: string): Approval | undefined {
  let newest: Approval | undefined;
  for (const approval of state.approvals.values())
    if (approval.thread === thread && approval.callId === callId) newest = approval;
  return newest;
}
