import {
  type Approval,
  actionText,
  foldRun,
  type JsonObject,
  nearest,
  pendingApprovals,
  type RunState,
} from '#protocol';
import type { AppContext } from './app-context.ts';
import { UsageError } from './errors.ts';
import { listRuns } from './list-runs.ts';
import { openProject } from './open-project.ts';
import { type ApprovalAnswer, type Steered, steerRun } from './steer-run.ts';

/** A question that waits for somebody, of whatever run. */
export interface ApprovalDocument {
  run_id: string;
  /** Names it within its run. */
  id: string;
  /** Thread id. */
  thread: string;
  /** Places from the root to who asks. */
  asked_by: string[];
  /** The action in one line. */
  text: string;
  action: { tool: string; input: JsonObject };
  /** Of the exact action. */
  digest: string;
  risk: string;
  rule?: string;
  why?: string;
  /** ISO 8601. */
  since: string;
}

/** Every question that waits, of one run or of all, the oldest first. */
export async function listApprovals(context: AppContext, runId?: string): Promise<ApprovalDocument[]> {
  const { store } = await openProject(context);
  const runs = runId === undefined ? (await listRuns(context)).map((row) => row.run_id) : [runId];
  const found: ApprovalDocument[] = [];
  for (const run of runs) {
    // A run that has ended asks nothing, and need not be read whole.
    if (runId === undefined && (await store.summary(run).catch(() => undefined))) continue;
    const state = foldRun(await store.read(run).catch((error: unknown) => ifMeant(error, runId)));
    found.push(...pendingApprovals(state).map((each) => documentOf(run, each)));
  }
  return found.toSorted((a, b) => (a.since < b.since ? -1 : 1));
}

/** A run among all of them that does not read is not what was asked about. */
function ifMeant(error: unknown, runId: string | undefined): [] {
  if (runId !== undefined) throw error;
  return [];
}

function documentOf(run_id: string, approval: Approval): ApprovalDocument {
  const { id, thread, askedBy, action, digest, risk, rule, why, at } = approval;
  return {
    run_id,
    id,
    thread,
    asked_by: askedBy,
    text: actionText(action),
    action: { tool: action.tool, input: action.input },
    digest,
    risk,
    ...(rule !== undefined && { rule }),
    ...(why !== undefined && { why }),
    since: at,
  };
}

/**
 * Answers a question, whoever drives the run: the answer is for the action as it stands in the log now.
 * @throws {UsageError} there is no such question
 * @throws {WishRefusedError} it was answered already, or is void
 */
export async function answerApproval(
  context: AppContext,
  runId: string,
  answer: { kind: 'approve' | 'deny' } & Omit<ApprovalAnswer, 'digest'>,
): Promise<Steered & { approval: string; action: string }> {
  const { store } = await openProject(context);
  const state = foldRun(await store.read(runId));
  const approval = state.approvals.get(answer.approval) ?? unknown(state, answer.approval);
  const { thread, digest, action } = approval;
  const steered = await steerRun(context, runId, { ...answer, thread, digest });
  return { ...steered, approval: approval.id, action: actionText(action) };
}

function unknown(state: RunState, id: string): never {
  const pending = pendingApprovals(state).map((each) => each.id);
  const near = nearest(id, pending);
  throw new UsageError(
    `${state.runId} asks nothing by the name of "${id}".`,
    pending.length === 0 ? 'It asks nothing at all.' : `It asks ${(near.length > 0 ? near : pending).join(', ')}.`,
  );
}
