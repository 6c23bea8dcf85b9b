import type { RunState, ThreadState } from '../fold/state.ts';
import { toUsd } from '../money.ts';

/** Tokens, calls and USD; `usd` includes `unsettled_usd`. */
export interface CostDocument {
  usd: number;
  input_tokens: number;
  output_tokens: number;
  cache_read_tokens: number;
  cache_write_tokens: number;
  turns: number;
  model_calls: number;
  tool_calls: number;
  unsettled_usd: number;
  /** What answers that were taken over from another run had cost there; absent where there are none. */
  saved_usd?: number;
}

/** The money of a run with a ceiling, in USD. */
export interface BudgetDocument {
  limit_usd: number;
  spent_usd: number;
  reserved_usd: number;
  remaining_usd: number;
}

/** What a thread's own calls cost; its children's are not in it. */
export function threadCost(thread: ThreadState): CostDocument {
  const { takenOver, account } = thread;
  return {
    usd: toUsd(thread.account.own),
    ...thread.usage,
    // A graph asks no model: its steps are no turns.
    turns: thread.graph ? 0 : thread.turns.length,
    model_calls: thread.modelCalls - (takenOver?.modelCalls ?? 0),
    tool_calls: thread.toolCalls - (takenOver?.toolCalls ?? 0),
    unsettled_usd: toUsd(account.unsettled),
    ...(account.saved !== undefined && { saved_usd: toUsd(account.saved) }),
  };
}

/** The sum over all threads of a run. */
export function runCost(state: RunState): CostDocument {
  const total: CostDocument = {
    usd: 0,
    input_tokens: 0,
    output_tokens: 0,
    cache_read_tokens: 0,
    cache_write_tokens: 0,
    turns: 0,
    model_calls: 0,
    tool_calls: 0,
    unsettled_usd: 0,
  };
  let own = 0;
  let unsettled = 0;
  let saved: number | undefined;
  for (const thread of state.threads.values()) {
    own += thread.account.own;
    unsettled += thread.account.unsettled;
    if (thread.account.saved !== undefined) saved = (saved ?? 0) + thread.account.saved;
    const cost = threadCost(thread);
    for (const key of ['input_tokens', 'output_tokens', 'cache_read_tokens', 'cache_write_tokens'] as const)
      total[key] += cost[key];
    for (const key of ['turns', 'model_calls', 'tool_calls'] as const) total[key] += cost[key];
  }
  return {
    ...total,
    usd: toUsd(own),
    unsettled_usd: toUsd(unsettled),
    ...(saved !== undefined && { saved_usd: toUsd(saved) }),
  };
}

/** The root's ceiling and what became of it; absent before the root exists or where it has no ceiling. */
export function runBudget(state: RunState): BudgetDocument | undefined {
  const account = state.root === undefined ? undefined : state.threads.get(state.root)?.account;
  if (account?.limit === undefined) return undefined;
  const spent = account.own + account.children;
  return {
    limit_usd: toUsd(account.limit),
    spent_usd: toUsd(spent),
    reserved_usd: toUsd(account.reserved),
    remaining_usd: toUsd(account.limit - spent - account.reserved),
  };
}
