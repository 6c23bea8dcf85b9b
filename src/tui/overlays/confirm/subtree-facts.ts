import { isFinal, type RunState, type ThreadState, toUsd } from '#protocol';

/** What ending a thread and everything below it would touch. */
export interface SubtreeFacts {
  /** Threads of the subtree, the thread itself included. */
  threads: number;
  /** Those of them that have not ended. */
  active: number;
  /** Spent by the subtree so far, in USD. */
  spentUsd: number;
  /** Model calls in flight: what they have said so far is kept nowhere. */
  modelCalls: number;
  /** What those calls are charged with where they are cut off: their reservations, in USD. */
  inFlightUsd: number;
  /** Tools at work, by id. */
  tools: readonly string[];
}

/** @param threadId Absent: the whole run. */
export function subtreeFacts(state: RunState, threadId: string | undefined = state.root): SubtreeFacts {
  const threads = subtree(state, threadId);
  const top = threads[0];
  const open = threads.filter(({ openModelCall }) => openModelCall !== undefined);
  const running = threads
    .filter(({ status }) => !isFinal(status))
    .flatMap(({ turns }) => turns.at(-1)?.calls ?? [])
    .filter(({ startedSeq, end }) => startedSeq !== undefined && end === undefined);
  return {
    threads: threads.length,
    active: threads.filter(({ status }) => !isFinal(status)).length,
    spentUsd: top ? toUsd(top.account.own + top.account.children) : 0,
    modelCalls: open.length,
    inFlightUsd: open.reduce((sum, { openModelCall }) => sum + (openModelCall?.data.reserved_usd ?? 0), 0),
    tools: running.map(({ tool, name }) => tool ?? name),
  };
}

function subtree({ threads }: RunState, top: string | undefined): ThreadState[] {
  const found: ThreadState[] = [];
  const left = top === undefined ? [] : [top];
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    const thread = threads.get(id);
    if (!thread) continue;
    found.push(thread);
    left.push(...thread.children);
  }
  return found;
}
