import type { EventData, RunState, ThreadState, TurnState } from '#protocol';

type Carried = NonNullable<EventData<'context_composed'>['carried']>;

/** Characters a token, for texts that no provider has counted. */
const CHARACTERS_A_TOKEN = 4;

/**
 * The last turns of a chain that a continuation still sees: as many as fit, at least one, each with the results of its
 * calls, so that no call is parted from its result.
 * @param thread The continuation.
 * @param mostTokens What they may take, about.
 * @returns Oldest first.
 */
export function carryTurns(state: RunState, thread: ThreadState, mostTokens: number): Carried {
  const carried: Carried = [];
  let left = mostTokens * CHARACTERS_A_TOKEN;
  for (let id = thread.continuationOf; id !== undefined; id = state.threads.get(id)?.continuationOf) {
    const turns = state.threads.get(id)?.turns ?? [];
    let from = turns.length;
    while (from > 0 && (left > 0 || carried.length === 0)) {
      const size = sizeOf(turns[from - 1] as TurnState);
      const isFirst = from === turns.length && carried.length === 0;
      if (size > left && !isFirst) {
        left = 0;
        break;
      }
      left -= size;
      from -= 1;
    }
    if (from < turns.length) carried.unshift({ thread: id, from, to: turns.length });
    if (left <= 0 && carried.length > 0) break;
  }
  return carried;
}

function sizeOf({ content, calls, injected }: TurnState): number {
  return JSON.stringify([content, calls.map(({ end }) => end), injected]).length;
}
