import type { LimitName } from '../events/shapes.ts';
import { toUsd } from '../money.ts';
import { type Approval, pendingApprovals } from './approval.ts';
import { chainStart } from './chains.ts';
import { isFinal, type RunState, type ThreadState } from './state.ts';

/** What every question says of itself. */
interface Asked {
  runId: string;
  /** Names it within its run: an approval's id, else the id of the thread. */
  id: string;
  /** Thread id. */
  thread: string;
  /** The path of who asks. */
  place: string;
  /** Since when it waits. ISO 8601. */
  at: string;
}

/** Whether a thread may do something. */
export interface ApprovalQuestion extends Asked, Pick<Approval, 'action' | 'digest' | 'risk' | 'rule' | 'why'> {
  kind: 'approval';
}

/** What is to become of a thread that has come to a limit. */
export interface LimitQuestion extends Asked {
  kind: 'limit';
  limit: LimitName;
  current: number;
  /** Where it stands: the ceiling that is in the way, the run's own or the thread's. */
  max: number;
  /** What is to be raised: a limit of the thread, or the money of the whole run. */
  raises: 'thread' | 'run';
  /** The least that it takes to go on, in USD; only of money. */
  leastUsd?: number;
}

/** Whether a thread that gets nowhere is to go on all the same. */
export interface StuckQuestion extends Asked {
  kind: 'stuck';
  why: string;
}

/** Something that waits for a decision of somebody. */
export type Question = ApprovalQuestion | LimitQuestion | StuckQuestion;

/** Every question of a run that waits, the oldest first; a thread that has ended asks nothing. */
export function questionsOf(state: RunState): Question[] {
  const questions: Question[] = pendingApprovals(state).map((approval) => ofApproval(state, approval));
  for (const thread of state.threads.values()) {
    const question = ofPause(state, thread);
    if (question) questions.push(question);
  }
  return questions.toSorted(byAge);
}

/** The oldest first; of one moment, in the order of runs and ids, so that nothing changes places. */
export function byAge(a: Question, b: Question): number {
  const [first, second] = [`${a.at} ${a.runId}`, `${b.at} ${b.runId}`];
  return first === second ? 0 : first < second ? -1 : 1;
}

function ofApproval(state: RunState, approval: Approval): ApprovalQuestion {
  const { id, thread, action, digest, risk, rule, why, askedBy, at } = approval;
  return {
    kind: 'approval',
    runId: state.runId,
    id,
    thread,
    place: state.threads.get(thread)?.place ?? askedBy.at(-1) ?? thread,
    at,
    action,
    digest,
    risk,
    ...(rule !== undefined && { rule }),
    ...(why !== undefined && { why }),
  };
}

/** A thread that stands still by itself asks something; one that somebody has paused does not. */
function ofPause(state: RunState, thread: ThreadState): Question | undefined {
  const { id, place, pause, limitReached, asksAbout, status } = thread;
  if (!pause || isFinal(status) || asksAbout !== undefined) return undefined;
  const asked = { runId: state.runId, id, thread: id, place, at: pause.at };
  if (pause.stuck) return { kind: 'stuck', ...asked, why: pause.reason ?? 'it gets nowhere' };
  if (!limitReached) return undefined;
  const { limit, current, need_usd: need } = limitReached;
  const payer = limit === 'spend' ? chainStart(state, thread) : thread;
  const ofRun = limit === 'spend' && (payer.limits.spend === undefined || payer.id === state.root);
  const account = ofRun ? state.threads.get(state.root ?? '')?.account : undefined;
  const max = ofRun
    ? account?.limit === undefined
      ? limitReached.max
      : toUsd(account.limit)
    : (payer.limits[limit] ?? limitReached.max);
  return {
    kind: 'limit',
    ...asked,
    limit,
    current,
    max,
    raises: ofRun ? 'run' : 'thread',
    ...(need !== undefined && { leastUsd: Number((current + need).toFixed(9)) }),
  };
}
