import {
  type Approval,
  actionDigest,
  actionFacts,
  covers,
  type EventDraft,
  fitsPattern,
  isPending,
  type JsonObject,
  pendingApprovals,
  type RunState,
} from '#protocol';
import type { Steering, TargetedIntent } from '../steering/draft-steering.ts';

/**
 * What an answer to a question comes to: the grant or the denial, and that its thread goes on; a grant for more than
 * once also for what else waits and is covered by it.
 */
export function draftAnswer(state: RunState, { kind, by, args = {} }: TargetedIntent, projectRoot: string): Steering {
  const id = args['approval'];
  const approval = typeof id === 'string' ? state.approvals.get(id) : undefined;
  if (!approval) return { refused: `nobody asks ${JSON.stringify(id ?? '')}` };
  const why = whyVoid(state, approval, args);
  if (why !== undefined) return { refused: why };
  if (kind === 'deny') {
    const note = args['note'];
    const data = { approval: approval.id, by, ...(typeof note === 'string' && note !== '' && { note }) };
    return {
      drafts: [{ thread: approval.thread, type: 'approval_denied', data }, ...draftGoesOn(state, approval, by)],
    };
  }
  const granted = grantOf(approval, args, projectRoot);
  if ('refused' in granted) return granted;
  const { scope, pattern, action } = granted;
  const digest = actionDigest(action);
  const data = {
    approval: approval.id,
    digest,
    by,
    scope,
    ...(pattern !== undefined && { pattern }),
    ...(digest !== approval.digest && { input: action.input }),
  };
  const given: Approval = {
    ...approval,
    status: 'granted',
    answer: { by, at: '', scope, ...(pattern && { pattern }) },
  };
  return {
    drafts: [
      { thread: approval.thread, type: 'approval_granted', data },
      ...draftGoesOn(state, approval, by),
      ...pendingApprovals(state)
        .filter((other) => other.id !== approval.id && coversOther(given, other, projectRoot))
        .flatMap((other): EventDraft[] => [
          {
            thread: other.thread,
            type: 'approval_granted',
            data: { approval: other.id, digest: other.digest, by, scope: 'once', under: approval.id },
          },
          ...draftGoesOn(state, other, by),
        ]),
    ],
  };
}

/** Why an answer comes too late, or is for another action than the one that waits. */
function whyVoid(state: RunState, approval: Approval, { digest }: JsonObject): string | undefined {
  const { id, status, answer } = approval;
  if (status === 'voided') return `${id} is void: ${answer?.note ?? 'it is asked again'}`;
  if (status !== 'pending') return `${id} was ${status} already, by ${answer?.by ?? 'somebody'}`;
  if (!isPending(state, approval)) return `${id} is void: its thread has ended`;
  return typeof digest === 'string' && digest !== approval.digest
    ? `${id} asks about another action than the one that was answered`
    : undefined;
}

type Grant = { scope: 'once' | 'run' | 'pattern'; pattern?: string; action: Approval['action'] };

function grantOf({ action }: Approval, args: JsonObject, projectRoot: string): Grant | { refused: string } {
  const { scope = 'once', pattern, input } = args;
  const edited = typeof input === 'object' && input !== null && !Array.isArray(input) ? { ...action, input } : action;
  if (input !== undefined && edited === action) return { refused: 'the new input is no mapping' };
  if (scope === 'once' || scope === 'run') return { scope, action: edited };
  if (scope !== 'pattern' || typeof pattern !== 'string' || pattern === '') return { refused: 'it names no pattern' };
  if (!fitsPattern(pattern, actionFacts(edited, projectRoot)))
    return { refused: `the pattern "${pattern}" does not fit the action itself` };
  return { scope, pattern, action: edited };
}

function coversOther(given: Approval, { action, rule }: Approval, projectRoot: string): boolean {
  const facts = actionFacts(action, projectRoot);
  return covers(given, { tool: action.tool, facts, ...(rule !== undefined && { rule }) });
}

/** A thread that stands still for this alone goes on; one that somebody has paused as well does not. */
function draftGoesOn(state: RunState, { thread, id }: Approval, by: string): EventDraft[] {
  const asker = state.threads.get(thread);
  if (asker?.pause?.by !== 'rye' || asker.asksAbout !== id) return [];
  return [{ thread, type: 'thread_unpaused', data: { by } }];
}
