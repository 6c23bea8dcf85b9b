import type { ErrorFact, Graph, JsonObject, ThreadState } from '#protocol';
import { type ControlEvent, dispatchControl, type HookAnswer } from '../hooks/dispatch-control.ts';
import { obey } from '../hooks/obey.ts';
import type { RunContext } from '../run-context.ts';
import { unwrapResult } from './unwrap-result.ts';

/**
 * The moments at which a graph asks its hooks. Where a graph goes is said by its edges: of what hooks decide only `retry`
 * counts, and that somebody is to be asked (`suspend`, `escalate`). Most give back whether it stands still, so that its
 * step is over.
 */
async function ask(
  run: RunContext,
  thread: ThreadState,
  on: ControlEvent,
  occasion: number,
  document: () => JsonObject,
): Promise<boolean> {
  const answer = await dispatchControl(run, thread, on, occasion, () => ({ ...common(thread), ...document() }));
  return isAsking(answer) && (await obey(run, thread, answer, { on, occasion }));
}

function isAsking(answer: HookAnswer | undefined): answer is HookAnswer {
  return answer?.answer === 'suspend' || answer?.answer === 'escalate';
}

/** Before its first step. */
export async function onGraphStart(run: RunContext, thread: ThreadState): Promise<boolean> {
  if (thread.graph?.visits.length !== 0) return false;
  return ask(run, thread, 'graph_started', 0, () => ({}));
}

/** After a node that called something, or a gate, once for each visit; a foreach and a return have none. */
export async function afterNode(run: RunContext, thread: ThreadState, graph: Graph): Promise<boolean> {
  const visit = thread.graph?.visits.at(-1);
  if (visit?.status !== 'completed' || visit.type === 'foreach' || visit.type === 'return') return false;
  const end = graph.nodes.get(visit.node)?.type === 'action' ? thread.turns.at(-1)?.calls[0]?.end : undefined;
  return ask(run, thread, 'after_step', thread.graph?.visits.length ?? 0, () => ({
    node: visit.node,
    next_node: visit.next ?? null,
    result: end ? unwrapResult(end).result : {},
  }));
}

/** Before it ends at a return. */
export async function onGraphEnd(run: RunContext, thread: ThreadState): Promise<boolean> {
  return ask(run, thread, 'graph_completed', thread.graph?.visits.length ?? 0, () => ({
    steps: thread.graph?.steps ?? 0,
  }));
}

/** When it may take no step more. */
export async function onTooManySteps(run: RunContext, thread: ThreadState): Promise<boolean> {
  return ask(run, thread, 'limit', thread.graph?.visits.length ?? 0, () => ({
    limit_code: 'max_steps_exceeded',
    current_value: thread.graph?.steps ?? 0,
    current_max: thread.graph?.maxSteps ?? 0,
  }));
}

/** A node has failed. @returns `over`, or that it is to be tried again, or that no hook has a say */
export async function onNodeError(
  run: RunContext,
  thread: ThreadState,
  { node, error, result }: { node: string; error: ErrorFact; result: JsonObject },
): Promise<'over' | 'none' | { maxRetries?: number }> {
  // A visit that fails anew after a retry is another occasion.
  const at = { on: 'error', occasion: thread.graph?.visits.length ?? 0 } as const;
  const answer = await dispatchControl(run, thread, at.on, at.occasion, () => ({
    ...common(thread),
    node,
    error: { ...result, code: error.code, message: error.message },
    classification: classify(error),
  }));
  if (isAsking(answer) && (await obey(run, thread, answer, at, error.message))) return 'over';
  if (answer?.answer !== 'retry') return 'none';
  return answer.maxRetries === undefined ? {} : { maxRetries: answer.maxRetries };
}

function common(thread: ThreadState): JsonObject {
  const { graph: walk } = thread;
  return {
    graph_id: thread.directive,
    graph_run_id: thread.id,
    thread_id: thread.id,
    status: thread.status,
    inputs: thread.inputs,
    state: walk?.state ?? {},
    step_count: walk?.steps ?? 0,
  };
}

/** By what the failure says, the first that fits. Source: design formats, 10. */
const CLASSES: readonly [category: string, retryable: boolean, pattern: RegExp][] = [
  ['permanent', false, /insufficient.?quota|quota.?exceeded|exceeded.*quota|billing/i],
  ['rate_limited', true, /rate.?limit|too many requests|throttled/i],
  ['transient', true, /timeout|timed.?out|ETIMEDOUT/i],
  ['transient', true, /connection.*(?:reset|refused)|\bnetwork\b|ECONN(?:RESET|REFUSED)/i],
  ['cancelled', false, /tools\/aborted/],
];

function classify({ code, message }: ErrorFact): JsonObject {
  const [category, retryable] = CLASSES.find(([, , pattern]) => pattern.test(`${code} ${message}`)) ?? [
    'permanent',
    false,
  ];
  return { category, code, retryable, retry_policy: 'none' };
}
