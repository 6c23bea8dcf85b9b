import {
  type Action,
  type Approval,
  actionDigest,
  actionFacts,
  actionText,
  approvalOfCall,
  covers,
  type Decision,
  decide,
  type EventDraft,
  type JsonObject,
  type RunState,
  riskOf,
  type ThreadState,
} from '#protocol';
import type { CallSite } from '../calls/call-site.ts';
import { recordDenial } from '../calls/record-call.ts';
import { ApprovalDeniedError } from '../errors.ts';
import type { RunContext } from '../run-context.ts';
import { checkPause, StepPaused } from '../steering/step-paused.ts';

/** The longest that a model's own words about an action may be. */
const LONGEST_WHY = 300;

/**
 * Asks the rules about a call, and where they say so a person: then its thread stands still until somebody answers.
 *
 * An answer is for one exact action, named by its digest. An action that is another by the time of the answer, because
 * the tool's own text was changed, is asked about again.
 * @param own What the tool itself wants, where no rule is stricter.
 * @returns the input to call with, which somebody may have changed; undefined where the call was refused, and that is
 * recorded
 * @throws {StepPaused} nobody has answered yet
 */
export async function approveCall(site: CallSite, action: Action, own?: Decision): Promise<JsonObject | undefined> {
  const { run, thread, call } = site;
  const { session, ports } = run;
  const ruled = decisionOn(run, action);
  const decision = ruled.do === 'allow' && own ? own : ruled;
  const known = approvalOfCall(session.state, thread.id, call.callId);
  if (known && known.status !== 'voided') return asAnswered(site, action, known, decision);
  // What had begun before its process died was let through then.
  if (decision.do === 'allow' || call.startedSeq !== undefined) return action.input;
  if (decision.do === 'deny') return refuse(site, action, becauseOf(decision));
  const asked = draftRequest(session.state, ports.projectRoot, { site, action, decision });
  const covering = coveringGrant(session.state, ports.projectRoot, { action, decision });
  const mode = run.approve;
  const by = covering?.answer?.by ?? (mode === 'auto' ? '--approve auto' : undefined);
  if (by !== undefined) {
    const data = { approval: asked.id, digest: asked.digest, by, scope: 'once' as const };
    await session.append(asked.draft, {
      thread: thread.id,
      type: 'approval_granted',
      data: { ...data, ...(covering && { under: covering.id }) },
    });
    return action.input;
  }
  // Another call of this thread asks already, and it stands still until that is answered.
  checkPause(run, thread.id);
  if (mode === 'deny') return refuse(site, action, `It has to be asked for (${decision.rule}), and nobody can answer.`);
  await session.append(asked.draft, draftStandStill(thread, action));
  ports.probe('approval-asked');
  throw new StepPaused();
}

/** What hooks may do: they have nobody to wait for. @returns why not; undefined where nothing is in the way */
export function whyNotUnasked(run: RunContext, action: Action): string | undefined {
  const decision = decisionOn(run, action);
  if (decision.do === 'allow') return undefined;
  return decision.do === 'deny'
    ? becauseOf(decision)
    : `It has to be asked for (${decision.rule}), and a hook cannot wait.`;
}

function decisionOn({ ports }: RunContext, action: Action): Decision {
  if (ports.approvals.length === 0) return { do: 'allow' };
  const facts = actionFacts(action, ports.projectRoot);
  return decide(ports.approvals, facts, riskOf(facts.capability, ports.rules.risks.patterns));
}

async function asAnswered(
  site: CallSite,
  action: Action,
  known: Approval,
  decision: Decision,
): Promise<JsonObject | undefined> {
  const { run, thread } = site;
  const { answer } = known;
  const input = answer?.input ?? action.input;
  const isSame = actionDigest({ ...action, input }) === (answer?.digest ?? known.digest);
  if (known.status === 'denied') {
    const note = answer?.note === undefined ? '' : `: ${answer.note}`;
    return refuse(site, action, `${answer?.by ?? 'Somebody'} has denied it${note}.`);
  }
  if (!isSame) {
    const reason = 'the action is another one now';
    await run.session.append({ thread: thread.id, type: 'approval_voided', data: { approval: known.id, reason } });
    run.ports.probe('approval-voided');
    return approveCall(site, action, decision);
  }
  if (known.status === 'granted') {
    // A rule that forbids it was there when somebody answered, or is stricter than any answer.
    return decision.do === 'deny' ? refuse(site, action, becauseOf(decision)) : input;
  }
  // Somebody let the thread go on, and nobody has answered.
  await run.session.append(draftStandStill(thread, action));
  throw new StepPaused();
}

async function refuse(site: CallSite, action: Action, reason: string): Promise<undefined> {
  await recordDenial(site, action.tool, new ApprovalDeniedError({ action: actionText(action).slice(0, 500), reason }));
}

function becauseOf({ rule, why }: Decision): string {
  return `A rule of this project forbids it (${rule})${why === undefined ? '' : `: ${why}`}.`;
}

interface Asking {
  site: CallSite;
  action: Action;
  decision: Decision;
}

function draftRequest(state: RunState, projectRoot: string, { site, action, decision }: Asking) {
  const { thread, call, run } = site;
  const id = `a${state.approvals.size + 1}`;
  const digest = actionDigest(action);
  const { capability } = actionFacts(action, projectRoot);
  const why = decision.why ?? whyOf(thread);
  const draft: EventDraft = {
    thread: thread.id,
    call_id: call.callId,
    turn: thread.turns.length,
    type: 'approval_requested',
    data: {
      approval: id,
      action,
      digest,
      risk: riskOf(capability, run.ports.rules.risks.patterns),
      ...(decision.rule !== undefined && { rule: decision.rule }),
      ...(why !== undefined && { why }),
      asked_by: pathOf(state, thread),
    },
  };
  return { id, digest, draft };
}

function draftStandStill(thread: ThreadState, action: Action): EventDraft {
  const reason = `asks to call ${actionText(action).slice(0, 200)}`;
  return { thread: thread.id, type: 'thread_paused', data: { by: 'rye', reason } };
}

/** What the model said with the call. */
function whyOf({ turns }: ThreadState): string | undefined {
  const text = turns
    .at(-1)
    ?.content.flatMap((block) => (block.type === 'text' ? [block.text] : []))
    .join(' ')
    .trim();
  return text === undefined || text === '' ? undefined : text.slice(0, LONGEST_WHY);
}

function pathOf(state: RunState, thread: ThreadState): string[] {
  const parent = state.threads.get(thread.parent ?? '');
  return [...(parent ? pathOf(state, parent) : []), thread.place];
}

function coveringGrant(
  state: RunState,
  projectRoot: string,
  { action, decision }: Omit<Asking, 'site'>,
): Approval | undefined {
  const facts = actionFacts(action, projectRoot);
  const asked = { tool: action.tool, facts, ...(decision.rule !== undefined && { rule: decision.rule }) };
  return [...state.approvals.values()].find((each) => covers(each, asked));
}
