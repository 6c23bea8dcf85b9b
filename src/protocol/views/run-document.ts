import { actionText } from '../approvals/index.ts';
import type { ErrorFact, JsonObject } from '../errors.ts';
import type { EventData } from '../events/index.ts';
import { pendingApprovals } from '../fold/approval.ts';
import type { RunState, RunStatus } from '../fold/state.ts';
import { type BudgetDocument, type CostDocument, runBudget, runCost } from './cost-document.ts';
import { type ThreadDocument, threadDocument } from './thread-document.ts';
import { usdText } from './words.ts';

/** A run's status as people and scripts see it: `interrupted` is one that goes on, but whose driver is gone. */
export type ShownStatus = RunStatus | 'interrupted';

/** What somebody has to do before the run, or a thread of it, goes on. */
export interface WaitingFor {
  /** Thread id. */
  thread: string;
  /**
   * `paused`: somebody paused it, and all below it. `limit`: it has come to a limit, and asks what is to become of it.
   * `approval`: it asks whether it may do something.
   */
  kind: 'paused' | 'approval' | 'limit';
  /** The path of who asks. */
  place?: string;
  /** Why, in words. */
  reason?: string;
  /** Names what waits: an approval, or of anything else the thread. */
  id: string;
  /** Of an approval, the exact action. */
  digest?: string;
  /** ISO 8601. */
  since: string;
  /** What is asked for, or the command that lets it go on. */
  action: string;
}

/** What `rye run --json`, `rye resume --json` and `rye status --json` print. */
export interface RunDocument {
  run_id: string;
  item: string;
  kind: 'directive' | 'graph';
  status: ShownStatus;
  provider: string;
  simulated: boolean;
  started_at?: string;
  ended_at?: string;
  duration_ms?: number;
  root?: string;
  inputs: JsonObject;
  outputs?: JsonObject;
  result?: string;
  error?: ErrorFact;
  cost: CostDocument;
  budget?: BudgetDocument;
  events: number;
  /** When what was said in it was taken out; ISO 8601. */
  pruned_at?: string;
  head?: string;
  waiting_for: WaitingFor[];
  threads: ThreadDocument[];
}

/** `run.json`: the document with the number of its threads in their place. */
export type RunSummary = Omit<RunDocument, 'threads'> & { thread_count: number };

/** What a document says of a run that its events do not. */
export interface RunFacts {
  /** False where no live process drives it. */
  driven: boolean;
  /** The newest commit. */
  head?: string;
  /** Epoch ms, of a run that is driven now. */
  nowMs?: number;
  /** Context windows by model id, in tokens. */
  windows?: ReadonlyMap<string, number>;
}

/** The status to show: a run that is not final and that nobody drives was interrupted, unless it waits by intent. */
export function shownStatus(state: Pick<RunState, 'status'>, driven: boolean): ShownStatus {
  return !driven && (state.status === 'running' || state.status === 'created') ? 'interrupted' : state.status;
}

/** A run as JSON documents show it. @param state The fold of its events. */
export function runDocument(state: RunState, facts: RunFacts): RunDocument {
  const threads = [...state.threads.values()].map((thread) =>
    threadDocument(state, thread, facts.windows?.get(thread.model)),
  );
  return { ...runFrame(state, facts), threads };
}

/** The same without the threads: `run.json`. */
export function runSummary(state: RunState, facts: RunFacts): RunSummary {
  return { ...runFrame(state, facts), thread_count: state.threads.size };
}

function runFrame(state: RunState, facts: RunFacts): Omit<RunDocument, 'threads'> {
  const { started, startedAt, endedAt, root, outputs, result, error } = state;
  const durationMs = runDurationMs(state, facts.nowMs);
  const budget = runBudget(state);
  return {
    run_id: state.runId,
    item: started?.item ?? '',
    kind: started?.kind ?? 'directive',
    status: shownStatus(state, facts.driven),
    provider: started?.provider ?? '',
    simulated: started?.simulated ?? false,
    ...(startedAt !== undefined && { started_at: startedAt }),
    ...(endedAt !== undefined && { ended_at: endedAt }),
    ...(durationMs !== undefined && { duration_ms: durationMs }),
    ...(root !== undefined && { root }),
    inputs: started?.inputs ?? {},
    ...(outputs && { outputs }),
    ...(result !== undefined && { result }),
    ...(error && { error }),
    cost: runCost(state),
    ...(budget && { budget }),
    events: state.seq,
    ...(state.prunedAt !== undefined && { pruned_at: state.prunedAt }),
    ...(facts.head !== undefined && { head: facts.head }),
    waiting_for: [...approvalsOf(state), ...pausesOf(state, facts.driven)],
  };
}

/**
 * The time in which a run was driven; undefined before its first event. Unit: ms.
 * @param nowMs Epoch ms, of a run that is driven now: it goes on after its last event.
 */
export function runDurationMs(state: RunState, nowMs?: number): number | undefined {
  const { startedAt, endedAt, lastAt, idleMs } = state;
  if (startedAt === undefined) return undefined;
  const until = endedAt === undefined && nowMs !== undefined ? nowMs : Date.parse(endedAt ?? lastAt ?? startedAt);
  return Math.max(0, until - Date.parse(startedAt) - idleMs);
}

/** Actions that somebody has to decide about, in the order in which they were asked for. */
function approvalsOf(state: RunState): WaitingFor[] {
  return pendingApprovals(state).map(({ id, thread, action, at, askedBy, digest, why }) => ({
    thread,
    kind: 'approval',
    id,
    since: at,
    action: actionText(action),
    digest,
    place: askedBy.at(-1) ?? thread,
    ...reasonOf(why === undefined ? {} : { reason: why }),
  }));
}

/** The highest threads that are paused: those below them go on with them. */
function pausesOf(state: RunState, driven: boolean): WaitingFor[] {
  return [...state.threads.values()].flatMap(({ id, place, parent, pause, limitReached, asksAbout }): WaitingFor[] => {
    if (!pause || (pause.by === 'rye' && asksAbout !== undefined)) return [];
    if (limitReached) {
      const action = limitAction(state, { place, limitReached, driven });
      return [{ thread: id, kind: 'limit', id, since: pause.at, action, place, ...reasonOf(pause) }];
    }
    if (pause.stuck) {
      const ways = ['unpause', 'cancel'].map((word) => `rye ${word} ${state.runId} ${place}`);
      const action = [...ways, `rye message ${state.runId} ${place} TEXT`].join(' · ');
      return [{ thread: id, kind: 'paused', id, since: pause.at, action, place, ...reasonOf(pause) }];
    }
    if (state.threads.get(parent ?? '')?.pause) return [];
    const unpause = id === state.root ? `rye unpause ${state.runId}` : `rye unpause ${state.runId} ${place}`;
    const action = driven ? unpause : `rye resume ${state.runId}`;
    return [{ thread: id, kind: 'paused', id, since: pause.at, action }];
  });
}

function reasonOf({ reason }: { reason?: string }): { reason?: string } {
  return reason === undefined ? {} : { reason };
}

/** The ways out of a limit: more of it, or an end. */
function limitAction(
  { runId }: RunState,
  { place, limitReached, driven }: { place: string; limitReached: EventData<'limit_reached'>; driven: boolean },
): string {
  const { limit, current, need_usd: need } = limitReached;
  const enough = limit === 'spend' ? 'USD' : 'N';
  const least =
    need === undefined ? '' : ` (the next call can cost up to ${usdText(need)}, ${usdText(current)} is spent)`;
  const ways = [
    `rye raise ${runId} ${place} ${limit}=${enough}${least}`,
    `rye wrap-up ${runId} ${place}`,
    `rye cancel ${runId} ${place}`,
  ];
  return ways.join(' · ') + (driven ? '' : ` · then rye resume ${runId}`);
}
